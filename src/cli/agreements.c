/*
 * What the commands on agreements open.
 */
#include "cli/agreements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/zones.h"
#include "sources/sources.h"

void truce_agreements_init(struct truce_agreements *inputs)
{
    memset(inputs, 0, sizeof *inputs);
}

void truce_agreements_fini(struct truce_agreements *inputs)
{
    if (inputs->has_state)
        truce_state_fini(&inputs->state);
    if (inputs->has_records)
        truce_records_fini(&inputs->records);
    if (inputs->has_agreement)
        truce_agreement_fini(&inputs->agreement);
    free(inputs->records_path);
    truce_agreements_init(inputs);
}

void truce_agreements_say(struct truce_out *out, const struct truce_diagnostics *found)
{
    for (size_t i = 0; i < found->n; i++) {
        const struct truce_diagnostic *item = &found->items[i];
        const char *severity = item->code[0] == 'E' ? "error" : item->code[0] == 'W' ? "warning" : "note";
        truce_out_say(out, "%s:%u:%u: %s %s: %s", found->file != NULL ? found->file : "", item->at.line,
                      item->at.column, severity, item->code, item->text);
    }
    if (found->dropped > 0)
        truce_out_say(out, "and %zu more", found->dropped);
}

/* after a list of errors nothing more needs to be said */
static enum truce_status said(struct truce_out *out, struct truce_diagnostics *found,
                              enum truce_status status, struct truce_err *err)
{
    if (status == TRUCE_ERR_SYNTAX && found->errors > 0) {
        truce_diagnostics_sort(found);
        truce_agreements_say(out, found);
        err->text[0] = '\0';
    }
    return status;
}

enum truce_status truce_agreements_read(struct truce_agreements *inputs, struct truce_out *out,
                                        const char *path, struct truce_err *err)
{
    struct truce_diagnostics found;
    struct truce_buf bytes;

    truce_buf_init(&bytes);
    truce_diagnostics_init(&found, path);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK) {
        inputs->hash = truce_hash_of(truce_buf_view(&bytes));
        status = truce_agreement_read(truce_buf_view(&bytes), path, &inputs->agreement, &found, err);
        inputs->has_agreement = status == TRUCE_OK;
        status = said(out, &found, status, err);
    }
    truce_diagnostics_fini(&found);
    truce_buf_fini(&bytes);
    return status;
}

/* zones get the geometry that stands elsewhere; what was assumed is said */
static enum truce_status attach(struct truce_agreements *inputs, struct truce_out *out,
                                struct truce_inputs *maps, const char *path, struct truce_err *err)
{
    struct truce_diagnostics found;

    truce_diagnostics_init(&found, path);
    enum truce_status status = truce_zones_attach(&inputs->agreement, maps, &found, err);
    if (status == TRUCE_OK && found.n > 0) {
        truce_diagnostics_sort(&found);
        truce_agreements_say(out, &found);
    }
    if (status == TRUCE_OK && found.errors > 0) {
        err->text[0] = '\0'; /* all was said */
        status = TRUCE_ERR_SYNTAX;
    }
    truce_diagnostics_fini(&found);
    return status;
}

/* the agreement's `log`, which stands beside it unless it begins with '/' */
static char *path_beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    if (name[0] == '/' || slash == NULL)
        return strdup(name);
    size_t folder = (size_t)(slash - path) + 1, n = folder + strlen(name) + 1;
    char *out = malloc(n);
    if (out != NULL)
        snprintf(out, n, "%.*s%s", (int)folder, path, name);
    return out;
}

static enum truce_status read_records(struct truce_agreements *inputs, struct truce_out *out,
                                      const char *path, struct truce_err *err)
{
    struct truce_diagnostics found;

    truce_diagnostics_init(&found, path);
    enum truce_status status = truce_records_read(path, &inputs->records, &found, err);
    inputs->has_records = status == TRUCE_OK;
    status = said(out, &found, status, err);
    truce_diagnostics_fini(&found);
    return status;
}

static enum truce_status find_instant(const struct truce_agreement *agreement, const char *as_of,
                                      struct truce_instant *out, struct truce_err *err)
{
    struct truce_day day = agreement->estimates.as_of;

    if (as_of != NULL && truce_instant_parse(truce_text_view(as_of), out))
        return TRUCE_OK;
    if (as_of != NULL && !truce_day_parse(truce_text_view(as_of), &day))
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--as-of %.60s: neither a day such as 2026-02-20 nor an instant such as "
                          "2026-02-20T12:00+02:00",
                          as_of);
    if (day.n == TRUCE_DAY_NONE)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "the status as of which day?  The file has no estimates.as_of; say --as-of DAY");
    *out = truce_calendar_day_start(&agreement->calendar, day);
    return TRUCE_OK;
}

enum truce_status truce_agreements_open(struct truce_agreements *inputs, struct truce_out *out,
                                        const char *path, const char *records, const char *as_of,
                                        struct truce_inputs *maps, struct truce_err *err)
{
    struct truce_instant at;
    enum truce_status status = truce_agreements_read(inputs, out, path, err);

    if (status == TRUCE_OK)
        status = attach(inputs, out, maps, path, err);
    if (status != TRUCE_OK || (status = find_instant(&inputs->agreement, as_of, &at, err)) != TRUCE_OK)
        return status;
    if (records != NULL || inputs->agreement.log[0] != '\0') {
        inputs->records_path = records != NULL ? strdup(records) : path_beside(path, inputs->agreement.log);
        if (inputs->records_path == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
        if ((status = read_records(inputs, out, inputs->records_path, err)) != TRUCE_OK)
            return status;
    }
    status = truce_state_at(&inputs->agreement, inputs->has_records ? &inputs->records : NULL, at,
                            &inputs->state, err);
    inputs->has_state = status == TRUCE_OK;
    return status;
}
