/*
 * Any agreement that can be read can be linted: no crash, and what is found has its place in the file and words.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/lint.h"
#include "agreement/where.h"
#include "plan/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool good)
{
    if (!good)
        abort();
}

static void check_findings(const struct truce_diagnostics *found, size_t size)
{
    for (size_t i = 0; i < found->n; i++) {
        const struct truce_diagnostic *item = &found->items[i];
        require((item->code[0] == 'W' || item->code[0] == 'N') && strlen(item->code) == 3);
        require(item->at.line <= size + 1 && item->other.line <= size + 1);
        require(item->text[0] != '\0' && strchr(item->text, '\n') == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct truce_text bytes = {(const char *)data, size};
    struct truce_agreement agreement;
    struct truce_diagnostics found;
    struct truce_err err;

    if (size > 20000) /* overlays of large zones are slow, not wrong */
        return 0;
    truce_diagnostics_init(&found, "input");
    if (truce_agreement_read(bytes, "input", &agreement, &found, &err) == TRUCE_OK) {
        require(found.n == 0);
        enum truce_status status = truce_agreement_lint(&agreement, &found, &err);
        require(status == TRUCE_OK || status == TRUCE_ERR_SHAPE || status == TRUCE_ERR_LIMIT ||
                status == TRUCE_ERR_RANGE || status == TRUCE_ERR_MEMORY);
        require(status == TRUCE_OK || err.text[0] != '\0');
        status = truce_plan_lint(&agreement, &found, &err);
        require(status == TRUCE_OK || err.text[0] != '\0');
        check_findings(&found, size);
        truce_agreement_fini(&agreement);
    }
    truce_diagnostics_fini(&found);
    return 0;
}
