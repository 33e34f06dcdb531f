/*
 * truce key: makes and shows the keys that sign checkpoints, cosignatures and receipts.
 *
 * A key is a file of one line, the note format's private key; beside it FILE.pub has the public one, to hand out.  The private file is made for its owner's
 * eyes only, and an existing one is never replaced.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/keys.h"

struct key_values {
    const char *action;
    const char *file;
    const char *name;
    bool witness;
};

/* the private key into a new file that nobody else may read */
static enum truce_status write_secret(const char *path, struct truce_text bytes, struct truce_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return truce_fail_at(err, errno == EEXIST ? TRUCE_ERR_USAGE : TRUCE_ERR_IO, path, 0, 0, "%s",
                             errno == EEXIST ? "is there already; a key is never replaced" : strerror(errno));
    bool good = write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    if (good)
        return TRUCE_OK;
    unlink(path);
    return truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot be written");
}

static enum truce_status make(struct truce_out *out, const struct key_values *values, struct truce_err *err)
{
    unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES];
    struct truce_log_signer signer;
    struct truce_buf secret, shared, path;

    if (values->name == NULL)
        return truce_fail(
            err, TRUCE_ERR_USAGE,
            "--name is missing: the name under which the key signs, such as example.org/line-log");
    truce_signature_new_seed(seed);
    enum truce_status status = truce_log_signer_make(
        truce_text_view(values->name), values->witness ? TRUCE_LOG_COSIGNATURE : TRUCE_LOG_ED25519, seed,
        &signer, err);
    if (status != TRUCE_OK)
        return status;
    truce_buf_init(&secret);
    truce_buf_init(&shared);
    truce_buf_init(&path);
    truce_log_signer_write(&signer, &secret);
    truce_buf_putc(&secret, '\n');
    truce_log_key_write(&signer.key, &shared);
    truce_buf_putc(&shared, '\n');
    truce_buf_printf(&path, "%s.pub", values->file);
    status = truce_buf_check(&secret, err);
    if (status == TRUCE_OK)
        status = truce_buf_check(&path, err);
    if (status == TRUCE_OK)
        status = write_secret(values->file, truce_buf_view(&secret), err);
    if (status == TRUCE_OK)
        status = truce_file_write(path.at, truce_buf_view(&shared), err);
    if (status == TRUCE_OK)
        status = truce_out_write(out, truce_buf_view(&shared), err);
    if (secret.at != NULL)
        memset(secret.at, 0, secret.len);
    truce_buf_fini(&path);
    truce_buf_fini(&shared);
    truce_buf_fini(&secret);
    return status;
}

static enum truce_status show(struct truce_out *out, const struct key_values *values, struct truce_err *err)
{
    struct truce_log_signer signer;
    struct truce_buf text;

    truce_buf_init(&text);
    enum truce_status status = truce_keys_signer(values->file, &signer, err);
    if (status == TRUCE_OK) {
        truce_log_key_write(&signer.key, &text);
        truce_buf_putc(&text, '\n');
        status = truce_out_write(out, truce_buf_view(&text), err);
    }
    truce_buf_fini(&text);
    return status;
}

static int run(struct truce_out *out, const void *data)
{
    const struct key_values *values = data;
    struct truce_err err;
    enum truce_status status;

    if (strcmp(values->action, "make") == 0)
        status = make(out, values, &err);
    else if (strcmp(values->action, "show") == 0)
        status = show(out, values, &err);
    else
        status =
            truce_fail(&err, TRUCE_ERR_USAGE, "%.60s is no action; there are make and show", values->action);
    return status == TRUCE_OK ? TRUCE_EXIT_HELD : truce_out_error(out, &err);
}

static const struct truce_option options[] = {
    {.name = "name",
     .letter = 'n',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "NAME",
     .help = "the name under which it signs, without blanks; of a log's key the log's origin",
     .offset = offsetof(struct key_values, name)},
    {.name = "witness",
     .letter = 'w',
     .kind = TRUCE_OPTION_FLAG,
     .help = "a witness's key: it makes cosignatures of checkpoints, with their time",
     .offset = offsetof(struct key_values, witness)},
};

static const struct truce_positional positionals[] = {
    {.name = "ACTION",
     .min = 1,
     .max = 1,
     .help = "make: a new key; show: the public half of a key",
     .offset = offsetof(struct key_values, action)},
    {.name = "FILE",
     .min = 1,
     .max = 1,
     .help = "the private key; its public half goes to FILE.pub",
     .completes = TRUCE_COMPLETES_FILE,
     .offset = offsetof(struct key_values, file)},
};

static const char *const paragraphs[] = {
    "Makes and shows Ed25519 keys for the log: the key of a log signs its checkpoints and receipts, that of "
    "a witness cosigns them. The private file is for its owner alone; hand "
    "out FILE.pub.",
    NULL,
};

static const char *const examples[] = {
    "truce key make log.key --name example.org/line-log",
    "truce key make witness.key --name outsider.example --witness",
    "truce key show log.key",
    NULL,
};

const struct truce_command truce_cmd_key = {
    .name = "key",
    .summary = "make and show keys for the log",
    .paragraphs = paragraphs,
    .examples = examples,
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof positionals[0],
    .values_size = sizeof(struct key_values),
    .run = TRUCE_RUN(run),
};
