/*
 * What lint found.
 */
#include "report/lint.h"

#include <string.h>

#include "base/json_writer.h"

static const char *severity_of(const struct truce_diagnostic *item)
{
    return item->code[0] == 'E' ? "error" : item->code[0] == 'W' ? "warning" : "note";
}

static const char *colour_of(const struct truce_diagnostic *item)
{
    return item->code[0] == 'E' ? "\033[1;31m" : item->code[0] == 'W' ? "\033[1;33m" : "\033[1;36m";
}

static void write_detail(const char *detail, struct truce_buf *out)
{
    while (detail != NULL) {
        size_t n = strcspn(detail, "\n");
        truce_buf_printf(out, "  %.*s\n", (int)n, detail);
        detail = detail[n] == '\n' ? detail + n + 1 : NULL;
    }
}

static void write_item(const char *file, const struct truce_diagnostic *item, bool colour,
                       struct truce_buf *out)
{
    truce_buf_printf(out, "%s:", file);
    if (item->at.line > 0)
        truce_buf_printf(out, "%u:%u:", item->at.line, item->at.column);
    truce_buf_printf(out, " %s%s %s%s: %s", colour ? colour_of(item) : "", severity_of(item), item->code,
                     colour ? "\033[0m" : "", item->text);
    if (item->other.line > 0 && item->code[0] != 'E') /* errors name it themselves */
        truce_buf_printf(out, " (see %u:%u)", item->other.line, item->other.column);
    truce_buf_putc(out, '\n');
    write_detail(item->detail, out);
}

static void write_count(size_t n, const char *what, const char *after, struct truce_buf *out)
{
    truce_buf_printf(out, "%zu %s%s%s", n, what, n == 1 ? "" : "s", after);
}

enum truce_status truce_report_lint_text(const struct truce_diagnostics *files, size_t n,
                                         const struct truce_report_lint_options *options,
                                         struct truce_buf *out, struct truce_err *err)
{
    size_t errors = 0, warnings = 0, notes = 0;

    for (size_t f = 0; f < n; f++) {
        const struct truce_diagnostics *found = &files[f];
        const char *file = found->file != NULL ? found->file : "-";
        for (size_t i = 0; i < found->n; i++)
            write_item(file, &found->items[i], options->colour, out);
        if (found->dropped > 0)
            truce_buf_printf(out, "%s: and %zu more\n", file, found->dropped);
        errors += found->errors;
        warnings += found->warnings;
        notes += found->notes;
    }
    write_count(errors, "error", ", ", out);
    write_count(warnings, "warning", ", ", out);
    write_count(notes, "note", "\n", out);
    return truce_buf_check(out, err);
}

static void put_spot(struct truce_json_writer *w, struct truce_spot at)
{
    truce_json_inline(w);
    truce_json_open_object(w);
    truce_json_key(w, "line");
    truce_json_integer(w, at.line);
    truce_json_key(w, "column");
    truce_json_integer(w, at.column);
    truce_json_close_object(w);
}

static void put_item(struct truce_json_writer *w, const struct truce_diagnostic *item)
{
    truce_json_open_object(w);
    truce_json_key(w, "code");
    truce_json_string(w, item->code);
    truce_json_key(w, "severity");
    truce_json_string(w, severity_of(item));
    truce_json_key(w, "at");
    put_spot(w, item->at);
    truce_json_key(w, "other");
    if (item->other.line > 0)
        put_spot(w, item->other);
    else
        truce_json_null(w);
    truce_json_key(w, "text");
    truce_json_string(w, item->text);
    truce_json_key(w, "detail");
    truce_json_open_array(w);
    for (const char *detail = item->detail; detail != NULL;) {
        size_t n = strcspn(detail, "\n");
        truce_json_text(w, (struct truce_text){detail, n});
        detail = detail[n] == '\n' ? detail + n + 1 : NULL;
    }
    truce_json_close_array(w);
    truce_json_close_object(w);
}

static void put_file(struct truce_json_writer *w, const struct truce_diagnostics *found)
{
    truce_json_open_object(w);
    truce_json_key(w, "file");
    truce_json_string(w, found->file != NULL ? found->file : "-");
    truce_json_key(w, "errors");
    truce_json_integer(w, (int64_t)found->errors);
    truce_json_key(w, "warnings");
    truce_json_integer(w, (int64_t)found->warnings);
    truce_json_key(w, "notes");
    truce_json_integer(w, (int64_t)found->notes);
    truce_json_key(w, "dropped");
    truce_json_integer(w, (int64_t)found->dropped);
    truce_json_key(w, "findings");
    truce_json_open_array(w);
    for (size_t i = 0; i < found->n; i++)
        put_item(w, &found->items[i]);
    truce_json_close_array(w);
    truce_json_close_object(w);
}

enum truce_status truce_report_lint_json(const struct truce_diagnostics *files, size_t n,
                                         struct truce_buf *out, struct truce_err *err)
{
    struct truce_json_writer w;

    truce_json_writer_init(&w, out);
    truce_json_open_object(&w);
    truce_json_key(&w, "format");
    truce_json_string(&w, "truce-lint/1");
    truce_json_key(&w, "files");
    truce_json_open_array(&w);
    for (size_t f = 0; f < n; f++)
        put_file(&w, &files[f]);
    truce_json_close_array(&w);
    truce_json_close_object(&w);
    truce_buf_putc(out, '\n');
    return truce_buf_check(out, err);
}
