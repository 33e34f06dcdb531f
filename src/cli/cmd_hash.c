/*
 * truce hash: SHA-256 of files, printed as sha256sum prints it.
 */
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "cli/commands.h"

struct hash_values {
    struct truce_option_texts files;
};

/* A name with a line end or a backslash is written with escapes, and the line then begins with a backslash: a list of hashes cannot
 * be made to say something else by the name of a file. */
static void add_line(struct truce_buf *out, const char *hash, const char *name)
{
    bool escaped = strpbrk(name, "\\\n\r") != NULL;

    truce_buf_printf(out, "%s%s  ", escaped ? "\\" : "", hash);
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == '\\')
            truce_buf_puts(out, "\\\\");
        else if (*c == '\n')
            truce_buf_puts(out, "\\n");
        else if (*c == '\r')
            truce_buf_puts(out, "\\r");
        else
            truce_buf_putc(out, *c);
    }
    truce_buf_putc(out, '\n');
}

static enum truce_status hash_file(struct truce_out *out, const char *path, struct truce_err *err)
{
    struct truce_buf bytes, line;
    char text[TRUCE_HASH_TEXT];

    truce_buf_init(&bytes);
    truce_buf_init(&line);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK) {
        struct truce_hash hash = truce_hash_of(truce_buf_view(&bytes));
        truce_hash_format(&hash, text);
        add_line(&line, text, path);
        status = truce_buf_check(&line, err);
    }
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&line), err);
    truce_buf_fini(&line);
    truce_buf_fini(&bytes);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct hash_values *values = data;
    struct truce_err err;
    int code = TRUCE_EXIT_HELD;

    /* a file that cannot be read does not keep the others from being hashed; the first fault is the exit code */
    for (size_t i = 0; i < values->files.n; i++) {
        if (hash_file(out, values->files.items[i], &err) == TRUCE_OK)
            continue;
        int fault = truce_out_error(out, &err);
        code = code == TRUCE_EXIT_HELD ? fault : code;
    }
    return code;
}

static const struct truce_positional positionals[] = {
    {.name = "FILE",
     .min = 1,
     .max = SIZE_MAX,
     .help = "the files; - is standard input",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct hash_values, files)},
};

static const char *const paragraphs[] = {
    "Prints the SHA-256 of each file's bytes as they are, in the form of sha256sum, so that two parties can "
    "see that they speak of the "
    "same text. A comment or a blank more is another hash.",
    NULL,
};

static const char *const examples[] = {"truce hash agreement.yaml", "truce hash *.yaml > SHA256SUMS",
                                       "sha256sum --check SHA256SUMS", NULL};

const struct truce_command truce_cmd_hash = {
    .name = "hash",
    .summary = "print the SHA-256 of files",
    .paragraphs = paragraphs,
    .examples = examples,
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct hash_values),
    .run = TRUCE_RUN(run),
};
