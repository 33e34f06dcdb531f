/*
 * truce fmt: the canonical layout of files that people write.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agreement/canonical.h"
#include "base/file.h"
#include "base/yaml.h"
#include "cli/commands.h"

struct fmt_values {
    struct truce_option_texts files;
    bool write;
    bool check;
};

struct formatted {
    struct truce_buf before, after;
};

static bool is_changed(const struct formatted *f)
{
    return !truce_text_equal(truce_buf_view(&f->before), truce_buf_view(&f->after));
}

/* In place: the file behind a link, and not one that is protected. */
static enum truce_status write_in_place(const char *path, struct truce_text text, struct truce_err *err)
{
    char *target = realpath(path, NULL);
    enum truce_status status;

    if (target == NULL || access(target, W_OK) != 0)
        status = truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot write: %s", strerror(errno));
    else
        status = truce_file_write(target, text, err);
    free(target);
    return status;
}

static enum truce_status print_name(struct truce_out *out, const char *path, struct truce_err *err)
{
    struct truce_buf line;

    truce_buf_init(&line);
    truce_buf_printf(&line, "%s\n", path);
    enum truce_status status = truce_buf_check(&line, err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&line), err);
    truce_buf_fini(&line);
    return status;
}

/* *differs is set when the file is not as it should be, and never cleared. */
static enum truce_status format_file(struct truce_out *out, const struct fmt_values *values, const char *path,
                                     bool *differs, struct truce_err *err)
{
    struct formatted f;

    truce_buf_init(&f.before);
    truce_buf_init(&f.after);
    enum truce_status status = truce_file_read(path, TRUCE_YAML_BYTES_MAX, &f.before, err);
    if (status == TRUCE_OK)
        status = truce_canonical_format(truce_buf_view(&f.before), path, &f.after, err);
    if (status == TRUCE_OK && values->check) {
        *differs |= is_changed(&f);
        status = is_changed(&f) ? print_name(out, path, err) : TRUCE_OK;
    } else if (status == TRUCE_OK && values->write) {
        status = is_changed(&f) ? write_in_place(path, truce_buf_view(&f.after), err) : TRUCE_OK;
    } else if (status == TRUCE_OK) {
        status = truce_out_write(out, truce_buf_view(&f.after), err);
    }
    truce_buf_fini(&f.after);
    truce_buf_fini(&f.before);
    return status;
}

static enum truce_status check_usage(const struct fmt_values *values, struct truce_err *err)
{
    if (values->write && values->check)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--write changes files and --check changes none; give one of them");
    if (values->files.n > 1 && !values->write && !values->check)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "%zu files would be printed as one; give one, or --write or --check",
                          values->files.n);
    for (size_t i = 0; i < values->files.n; i++)
        if (values->write && strcmp(values->files.items[i], "-") == 0)
            return truce_fail(err, TRUCE_ERR_USAGE,
                              "--write needs files; standard input cannot be rewritten");
    return TRUCE_OK;
}

static int run(struct truce_out *out, const void *data)
{
    const struct fmt_values *values = data;
    struct truce_err err;
    bool differs = false;
    int fault = 0;

    if (check_usage(values, &err) != TRUCE_OK)
        return truce_out_error(out, &err);
    /* a file that cannot be read does not keep the others from being looked at; the first fault is the exit code */
    for (size_t i = 0; i < values->files.n; i++) {
        if (format_file(out, values, values->files.items[i], &differs, &err) == TRUCE_OK)
            continue;
        int code = truce_out_error(out, &err);
        fault = fault == 0 ? code : fault;
    }
    if (fault != 0)
        return fault;
    return differs ? TRUCE_EXIT_NOT_SUPPORTED : TRUCE_EXIT_HELD;
}

static const struct truce_option options[] = {
    {.name = "write",
     .letter = 'w',
     .kind = TRUCE_OPTION_FLAG,
     .help = "rewrite the files in place instead of printing; what is in order is not touched",
     .offset = offsetof(struct fmt_values, write)},
    {.name = "check",
     .letter = 'c',
     .kind = TRUCE_OPTION_FLAG,
     .help = "print the names of the files that would change, and end with 1 if there is one",
     .offset = offsetof(struct fmt_values, check)},
};

static const struct truce_positional positionals[] = {
    {.name = "FILE",
     .min = 1,
     .max = SIZE_MAX,
     .help = "agreements, or other YAML files of truce; - is standard input",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct fmt_values, files)},
};

static const char *const paragraphs[] = {
    "Prints a file in canonical layout: indented by two blanks, lists and mappings a line an entry, short "
    "ones in brackets left on one line, "
    "quotes only where they are needed. Meaning, comments and the order of keys stay as they are.",
    "A file that cannot be read as YAML gives an error with its place, and nothing is written.",
    NULL,
};

static const char *const examples[] = {
    "truce fmt agreement.yaml",
    "truce fmt --write agreement.yaml",
    "truce fmt --check *.yaml",
    NULL,
};

const struct truce_command truce_cmd_fmt = {
    .name = "fmt",
    .summary = "lay out an agreement in canonical form",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct fmt_values),
    .run = TRUCE_RUN(run),
};
