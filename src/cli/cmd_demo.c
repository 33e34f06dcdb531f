/*
 * truce demo: writes a fictional conflict, of which the truth is known, to a folder.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "demo/demo.h"

struct demo_values {
    const char *folder;
    int64_t seed;
};

/* a word of the command line for a shell: quoted when it is more than letters, digits and . _ / - */
static void put_word(struct truce_buf *text, const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-";

    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        truce_buf_puts(text, word);
        return;
    }
    truce_buf_putc(text, '\'');
    for (; *word != '\0'; word++)
        if (*word == '\'')
            truce_buf_puts(text, "'\\''");
        else
            truce_buf_putc(text, *word);
    truce_buf_putc(text, '\'');
}

static void put_path(struct truce_buf *text, const char *before, const char *folder, const char *name)
{
    struct truce_buf path;

    truce_buf_init(&path);
    truce_buf_printf(&path, "%s/%s", folder, name);
    truce_buf_puts(text, before);
    put_word(text, path.at != NULL ? path.at : name);
    truce_buf_fini(&path);
}

static void put_summary(const struct truce_demo *demo, const struct demo_values *values,
                        const struct truce_demo_written *made, struct truce_buf *text)
{
    size_t n_true = 0, n = truce_demo_claims(demo)->n;
    struct truce_day first = truce_demo_first_day(demo), last = {first.n + truce_demo_days(demo) - 1};
    char from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT], maps[64];

    for (size_t i = 0; i < n; i++)
        n_true += truce_demo_claim_is_true(demo, i);
    truce_day_format(first, from);
    truce_day_format(last, to);
    truce_buf_printf(text, "%s %s: a conflict that does not exist, seed %" PRId64 "\n",
                     made->replaced ? "Replaced" : "Made", values->folder, values->seed);
    truce_buf_printf(text, "  states   %s, whose forces hold ground in %s\n", truce_demo_party(demo),
                     truce_demo_country(demo));
    truce_buf_printf(text, "  days     %s to %s\n", from, to);
    for (int i = 0; i < TRUCE_DEMO_SOURCES; i++) {
        struct truce_control_days days;
        truce_demo_cursor(demo, i, &days);
        truce_buf_printf(text, "  maps     %zu by %s, 1 sigma %.0f m\n", days.n, days.source->id,
                         days.source->sigma_m);
    }
    truce_buf_printf(text, "  places   %zu in %zu regions\n", truce_demo_places(demo)->n,
                     truce_demo_regions(demo)->n);
    truce_buf_printf(text, "  claims   %zu, %zu of them true; truth.json says which\n", n, n_true);
    truce_buf_printf(text, "  files    %zu, %.1f MB\n\nNext:\n", made->files, (double)made->bytes / 1e6);
    put_path(text, "  truce verify ", values->folder, "claims.yaml");
    for (int i = 0; i < TRUCE_DEMO_SOURCES; i++) {
        snprintf(maps, sizeof maps, "maps/%s", truce_demo_source(demo, i)->id);
        put_path(text, " --maps ", values->folder, maps);
    }
    put_path(text, " --places ", values->folder, "places.csv");
    put_path(text, " --regions ", values->folder, "regions.geojson");
    truce_buf_putc(text, '\n');
}

static int run(struct truce_out *out, const void *data)
{
    const struct demo_values *values = data;
    struct truce_demo *demo = NULL;
    struct truce_demo_written made;
    struct truce_buf text;
    struct truce_err err;

    truce_buf_init(&text);
    enum truce_status status = truce_demo_new((uint64_t)values->seed, NULL, &demo, &err);
    if (status == TRUCE_OK)
        status = truce_demo_write(demo, values->folder, truce_out_progress, out, &made, &err);
    truce_out_progress_end(out);
    if (status != TRUCE_OK)
        goto done;
    put_summary(demo, values, &made, &text);
    status = truce_buf_check(&text, &err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&text), &err);
done:
    truce_demo_free(demo);
    truce_buf_fini(&text);
    return status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
}

static const struct truce_option options[] = {
    {.name = "seed",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "N",
     .min = 0,
     .max = 9007199254740992.0,
     .fallback = "1",
     .help = "another seed makes another world; the same seed makes the same bytes",
     .offset = offsetof(struct demo_values, seed)},
};

static const struct truce_positional positionals[] = {
    {.name = "DIR",
     .min = 1,
     .max = 1,
     .help = "a new or empty folder, or one that an earlier demo filled, which is then replaced",
     .completes = TRUCE_COMPLETES_FOLDER,
     .offset = offsetof(struct demo_values, folder)},
};

static const char *const paragraphs[] = {
    "Makes a fictional conflict and writes it to DIR: 400 days of control maps by two sources of different "
    "accuracy, with gaps and a "
    "bad day; 2,000 places; ten regions; claims, true and false; and truth.json, which says what is true.",
    "Nothing in it is real: two invented states lie where there is only ocean.  Use it to learn the program, "
    "and to see how "
    "its answers compare with a known truth.",
    NULL,
};

static const char *const examples[] = {
    "truce demo build/demo",
    "truce demo build/demo-7 --seed 7",
    NULL,
};

const struct truce_command truce_cmd_demo = {
    .name = "demo",
    .summary = "make a fictional conflict of which the truth is known",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct demo_values),
    .run = TRUCE_RUN(run),
};
