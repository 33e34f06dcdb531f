/*
 * The commands: one file each, one table each.  main.c lists them.
 */
#ifndef TRUCE_CLI_COMMANDS_H
#define TRUCE_CLI_COMMANDS_H

#include "cli/options.h"
#include "cli/out.h"

extern const struct truce_command truce_cmd_verify;   /* cmd_verify.c */
extern const struct truce_command truce_cmd_series;   /* cmd_series.c */
extern const struct truce_command truce_cmd_fetch;    /* cmd_fetch.c */
extern const struct truce_command truce_cmd_lint;     /* cmd_lint.c */
extern const struct truce_command truce_cmd_plan;     /* cmd_plan.c */
extern const struct truce_command truce_cmd_simulate; /* cmd_simulate.c */
extern const struct truce_command truce_cmd_test;     /* cmd_scenario.c */
extern const struct truce_command truce_cmd_fmt;      /* cmd_fmt.c */
extern const struct truce_command truce_cmd_hash;     /* cmd_hash.c */
extern const struct truce_command truce_cmd_init;     /* cmd_init.c */
extern const struct truce_command truce_cmd_adopt;    /* cmd_adopt.c */
extern const struct truce_command truce_cmd_screen;   /* cmd_screen.c */
extern const struct truce_command truce_cmd_import;   /* cmd_import.c */
extern const struct truce_command truce_cmd_status;   /* cmd_status.c */
extern const struct truce_command truce_cmd_why;      /* cmd_why.c */
extern const struct truce_command truce_cmd_diff;     /* cmd_diff.c */
extern const struct truce_command truce_cmd_log;      /* cmd_log.c */
extern const struct truce_command truce_cmd_key;      /* cmd_key.c */
extern const struct truce_command truce_cmd_rebuild;  /* cmd_rebuild.c */
extern const struct truce_command truce_cmd_template; /* cmd_template.c */
extern const struct truce_command truce_cmd_demo;     /* cmd_demo.c */
extern const struct truce_command truce_cmd_help;     /* cmd_help.c */

/* All of them in the order in which `truce help` lists them; *n gets how many. */
const struct truce_command *const *truce_commands(size_t *n);

/* The command called `name`, or NULL. */
const struct truce_command *truce_command_find(const char *name);

#endif
