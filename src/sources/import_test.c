/*
 * The importers: what becomes of rows, on made rows of the right shape; the real collections where they are.
 *
 * Ids made of hashes: Python 3.11, hashlib.sha256(b''.join(part + b'\x1f' for ten parts)).hexdigest()[:16].
 */
#include "sources/import.h"

#include <fcntl.h>

#include "sources/reader_test.h"
#include "sources/sources.h"

struct seen {
    struct truce_buf lines;
    size_t n, n_refused;
    char refused[4096]; /* "line column value reason\n" */
    bool bad;
    char why[512];
};

/* Every line that is handed over must be a record of ours, with the id that is said. */
static enum truce_status take(void *context, const struct truce_import_line *line,
                              enum truce_import_outcome *outcome, struct truce_err *err)
{
    struct seen *seen = context;
    struct truce_arena arena;
    struct truce_record record;
    struct truce_diagnostics found;

    (void)outcome;
    truce_arena_init(&arena, (size_t)64 << 20);
    truce_diagnostics_init(&found, "made");
    enum truce_status status = truce_record_parse_line(line->text, 1, "made", &arena, &record, &found, err);
    if (status != TRUCE_OK || !truce_text_is(line->id, record.id)) {
        seen->bad = true;
        snprintf(seen->why, sizeof seen->why, "%s in %.*s", found.n > 0 ? found.items[0].text : "id",
                 (int)(line->text.len < 300 ? line->text.len : 300), line->text.at);
    }
    truce_diagnostics_fini(&found);
    truce_arena_fini(&arena);
    truce_buf_add(&seen->lines, line->text.at, line->text.len);
    truce_buf_putc(&seen->lines, '\n');
    seen->n++;
    return TRUCE_OK;
}

static void refuse(void *context, const struct truce_import_refusal *r)
{
    struct seen *seen = context;
    size_t used = strlen(seen->refused);
    snprintf(seen->refused + used, sizeof seen->refused - used, "%u|%s|%.*s|%s\n", (unsigned)r->number,
             r->column, TRUCE_TEXT(r->value), r->reason);
    seen->n_refused++;
}

static void start(struct seen *seen)
{
    memset(seen, 0, sizeof *seen);
    truce_buf_init(&seen->lines);
}

/* With the table that is shipped for the format. */
static enum truce_status run(struct seen *seen, struct truce_text bytes, const char *table_name,
                             struct truce_import_account *account, enum truce_import_format *format,
                             struct truce_err *err)
{
    struct truce_import_table table;
    struct truce_import_input input = truce_import_input_of(&bytes);
    struct truce_import_sink sink = {seen, take, refuse};
    struct truce_import_options options = {.file = "made.csv", .table = &table};

    truce_import_table_init(&table);
    if (table_name != NULL) {
        char path[512];
        snprintf(path, sizeof path, "%s/share/import/%s.yaml", TRUCE_SOURCE_DIR, table_name);
        if (truce_import_table_read(path, &table, err) != TRUCE_OK)
            fail_msg("%s", err->text);
    }
    enum truce_status status = truce_import_run(&options, &input, &sink, account, format, err);
    truce_import_table_fini(&table);
    if (seen->bad)
        fail_msg("%s", seen->why);
    if (status == TRUCE_OK)
        assert_int_equal(account->read,
                         account->taken + account->duplicates + account->corrected + account->refused);
    return status;
}

/* The lines that `csv` becomes are exactly `expected`. */
static void check(const char *csv, enum truce_import_format wanted, const char *expected, const char *refused)
{
    struct seen seen;
    struct truce_import_account account;
    enum truce_import_format format = TRUCE_IMPORT_UNKNOWN;
    struct truce_err err;

    start(&seen);
    const char *table = wanted == TRUCE_IMPORT_TEMPLATE ? NULL : truce_import_format_name(wanted);
    if (run(&seen, truce_text_view(csv), table, &account, &format, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_int_equal(format, wanted);
    assert_string_equal(seen.lines.at != NULL ? seen.lines.at : "", expected);
    assert_string_equal(seen.refused, refused);
    truce_buf_fini(&seen.lines);
}

#define ACLED_NEW                                                                                            \
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_"     \
    "actor_1,"                                                                                               \
    "inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,"    \
    "admin3,"                                                                                                \
    "location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n"
#define ACLED_ROW(id, date, precision, geo, fatalities)                                                      \
    id "," date ",2025," precision ",Political violence,Explosions/Remote "                                  \
       "violence,Shelling/artillery/missile attack,Forces of A,,1,,,0,10,,0,"                                \
       "Nowhere,Land,Province,,,Sometown,1.5,2.25," geo                                                      \
       ",Made News; Made Radio,Local,\"Made up, with \"\"quotes\"\"\"," fatalities ",,1747400000\n"

static void acled_rows_of_the_new_layout(void **state)
{
    (void)state;
    check("\xEF\xBB\xBF" ACLED_NEW "#event+code,#date+occurred,#date+year,,,#event+type,#event+type+sub,,,,,,"
          ",,,,,,,,,,,,,,,,,,\n" ACLED_ROW("LND1", "16 May 2025", "1", "1", "3"),
          TRUCE_IMPORT_ACLED,
          "{\"id\":\"acled:LND1\",\"kind\":\"report\",\"by\":\"ACLED\",\"valid\":{\"from\":\"2025-05-16T00:"
          "00Z\","
          "\"until\":\"2025-05-17T00:00Z\"},\"made\":\"2025-05-16T12:53:20Z\",\"class\":\"indirect_fire\","
          "\"place\":{\"at\":[2.25,1.5],\"radius_m\":2000,\"confidence\":0.9},\"place_name\":\"Sometown\","
          "\"killed\":3,\"source\":[\"Made News\",\"Made Radio\"],\"note\":\"Made up, with \\\"quotes\\\"; "
          "type: "
          "Shelling/artillery/missile attack; actor 1: Forces of A\"}\n",
          "");
}

static void acled_dates_and_precisions(void **state)
{
    struct seen seen;
    struct truce_import_account account;
    struct truce_err err;
    (void)state;
    start(&seen);
    assert_int_equal(run(&seen,
                         truce_text_view(ACLED_NEW ACLED_ROW("LND1", "2025-01-31", "2", "2", "")
                                             ACLED_ROW("LND2", "31-12-2025", "3", "3", "0")),
                         "acled", &account, NULL, &err),
                     TRUCE_OK);
    assert_non_null(strstr(seen.lines.at, "\"from\":\"2025-01-28T00:00Z\",\"until\":\"2025-02-04T00:00Z\""));
    assert_non_null(strstr(seen.lines.at, "\"from\":\"2025-12-01T00:00Z\",\"until\":\"2026-01-01T00:00Z\""));
    assert_non_null(strstr(seen.lines.at, "\"radius_m\":25000"));
    assert_non_null(strstr(seen.lines.at, "\"radius_m\":100000"));
    assert_non_null(strstr(seen.lines.at, "\"killed\":0"));
    assert_int_equal(account.taken, 2);
    truce_buf_fini(&seen.lines);
}

static void acled_rows_of_the_old_layout(void **state)
{
    (void)state;
    check("data_id,iso,event_id_cnty,event_id_no_cnty,event_date,year,time_precision,event_type,sub_event_"
          "type,actor1,"
          "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,region,country,admin1,admin2,admin3,"
          "location,"
          "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,timestamp,iso3\n"
          "9,0,LND7,7,01 March 2022,2022,1,Battles,A word nobody "
          "knows,A,,1,B,,2,12,R,Land,P,,,Town,1,2,1,S,Local,"
          ",2,1646092800,LND\n"
          "9,0,LND8,8,01 March 2022,2022,1,Unheard,of,A,,1,B,,2,12,R,Land,P,,,Town,,,1,S,Local,,,,LND\n",
          TRUCE_IMPORT_ACLED,
          "{\"id\":\"acled:LND7\",\"kind\":\"report\",\"by\":\"ACLED\",\"valid\":{\"from\":\"2022-03-01T00:"
          "00Z\","
          "\"until\":\"2022-03-02T00:00Z\"},\"made\":\"2022-03-01T00:00Z\",\"class\":\"fire\",\"place\":{"
          "\"at\":[2,1],"
          "\"radius_m\":2000,\"confidence\":0.9},\"place_name\":\"Town\",\"killed\":2,\"source\":[\"S\"],"
          "\"note\":"
          "\"type: A word nobody knows; actor 1: A; actor 2: B\"}\n"
          "{\"id\":\"acled:LND8\",\"kind\":\"report\",\"by\":\"ACLED\",\"valid\":{\"from\":\"2022-03-01T00:"
          "00Z\","
          "\"until\":\"2022-03-02T00:00Z\"},\"class\":\"unclassified\",\"place_name\":\"Town\",\"source\":["
          "\"S\"],"
          "\"note\":\"type: of; actor 1: A; actor 2: B\"}\n",
          "");
}

static void a_bad_row_costs_only_itself(void **state)
{
    (void)state;
    check("latitude,longitude,acq_date,acq_time,satellite,confidence\n"
          "1,2,2025-02-30,0101,N,n\n"
          "91,2,2025-02-03,0101,N,n\n"
          "1,2,2025-02-03,2460,N,n\n"
          "1,2,2025-02-03\n"
          "1,2,2025-02-03,0101,\"N\"x,n\n"
          "1,2,2025-02-03,0101,N,perhaps\n"
          "1,2,2025-02-03,0101,N,h\n"
          "1,2,2025-02-03,0102,\"N,h\n",
          TRUCE_IMPORT_FIRMS,
          "{\"id\":\"firms:3a1f31925650d722\",\"kind\":\"report\",\"by\":\"FIRMS\",\"valid\":{\"from\":"
          "\"2025-02-03T01:01Z\","
          "\"until\":\"2025-02-03T01:02Z\"},\"class\":\"thermal_anomaly\",\"exists\":0.95,\"place\":[2,1],"
          "\"note\":"
          "\"satellite: N\"}\n",
          "2|acq_date|2025-02-30|this is no date; 2025-05-16, 16 May 2025, 16-05-2025 and 20250516 are, in "
          "the years "
          "1800 to 2199\n"
          "3|latitude|91|this is no latitude from -90 to 90 degrees\n"
          "4|acq_time|2460|this is no time of day; 0620, 113 and 10:43:00 are\n"
          "5||1,2,2025-02-03?|the row has 3 fields, but the header 6 columns\n"
          "6||1,2,2025-02-03,0101,\"N\"x,n|something follows a closing quote; a quote inside of a quoted "
          "field is "
          "written twice\n"
          "7|confidence|perhaps|this is none of l, n, h, low, nominal, high, nor 0 to 100\n"
          "9||1,2,2025-02-03,0102,\"N,h|a quote is not closed before the file ends\n");
}

/* The id is that of a pixel of an overpass, whatever file it is in. */
static void firms_files_agree_on_ids(void **state)
{
    static const char *const files[] = {
        "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
        "bright_ti5,frp,"
        "daynight\n46.27379,34.81845,331.09,0.44,0.39,2025-10-24,0113,N20,VIIRS,n,2.0NRT,289.62,4.37,D\n",
        "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,confidence,version,bright_ti5,"
        "frp,daynight\n"
        "46.273790,34.81845,331.09,0.44,0.39,2025-10-24,113,1,nominal,2.0NRT,289.62,4.37,D\n",
        ("latitude,longitude,scan,track,acq_date,acq_time,satellite,confidence,instrument,type\n"
         "46.27379,34.81845,0.44,0.39,2025-10-24,01:13:00,NOAA-20,80,VIIRS,0\n")};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct seen seen;
        struct truce_import_account account;
        struct truce_err err;
        start(&seen);
        assert_int_equal(run(&seen, truce_text_view(files[i]), "firms", &account, NULL, &err), TRUCE_OK);
        assert_non_null(strstr(seen.lines.at, "{\"id\":\"firms:412e5c9e883e7c0a\""));
        assert_non_null(strstr(seen.lines.at,
                               "\"exists\":0.8,\"place\":{\"at\":[34.81845,46.27379],\"sigma_m\":[127.02,"
                               "112.58],\"azimuth_deg\":90}"));
        assert_non_null(
            strstr(seen.lines.at, "{\"from\":\"2025-10-24T01:13Z\",\"until\":\"2025-10-24T01:14Z\"}"));
        truce_buf_fini(&seen.lines);
    }
}

static void firms_of_modis_and_landsat(void **state)
{
    (void)state;
    check("latitude,longitude,path,row,scan,track,acq_date,acq_time,satellite,confidence,daynight\n"
          "1,2,177,26,4021,2210,2025-10-24,0813,L8,H,D\n",
          TRUCE_IMPORT_FIRMS,
          "{\"id\":\"firms:d7a6ceb7e5340809\",\"kind\":\"report\",\"by\":\"FIRMS\",\"valid\":{\"from\":"
          "\"2025-10-24T08:13Z\","
          "\"until\":\"2025-10-24T08:14Z\"},\"class\":\"thermal_anomaly\",\"exists\":0.95,\"place\":{\"at\":["
          "2,1],"
          "\"sigma_m\":[8.66,8.66],\"azimuth_deg\":90},\"note\":\"satellite: L8; day or night: D\"}\n",
          "");
    check("latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,instrument,confidence,"
          "version,bright_t31,frp,"
          "daynight,type\n1,2,330,1.0,2.0,2025-10-24,0813,Terra,MODIS,63,6.1,290,12,D,2\n",
          TRUCE_IMPORT_FIRMS,
          "{\"id\":\"firms:947698d57a59b0c4\",\"kind\":\"report\",\"by\":\"FIRMS\",\"valid\":{\"from\":"
          "\"2025-10-24T08:13Z\","
          "\"until\":\"2025-10-24T08:14Z\"},\"class\":\"static_heat_source\",\"exists\":0.63,\"place\":{"
          "\"at\":[2,1],"
          "\"sigma_m\":[577.35,288.68],\"azimuth_deg\":0},\"note\":\"satellite: Terra; instrument: MODIS; "
          "radiative power, "
          "MW: 12; version: 6.1; day or night: D\"}\n",
          "");
}

static void ucdp_of_both_names(void **state)
{
    (void)state;
    check("id,relid,year,type_of_violence,side_a,side_b,source_article,where_prec,where_coordinates,latitude,"
          "longitude,"
          "date_prec,date_start,date_end,best,high,low\n"
          "12,LND-2022-1-2-3,2022,1,A,B,\"Made, 1 March;Made, 2 March\",4,Province,1,2,3,2022-03-01 "
          "00:00:00.000,2022-03-07 "
          "00:00:00.000,5,9,4\n",
          TRUCE_IMPORT_UCDP,
          "{\"id\":\"ucdp:12\",\"kind\":\"report\",\"by\":\"UCDP\",\"valid\":{\"from\":\"2022-03-01T00:00Z\","
          "\"until\":"
          "\"2022-03-08T00:00Z\"},\"class\":\"fire\",\"place\":{\"at\":[2,1],\"radius_m\":100000,"
          "\"confidence\":0.9},"
          "\"place_name\":\"Province\",\"killed\":5,\"source\":[\"Made, 1 March\",\"Made, 2 "
          "March\"],\"note\":\"side a: A; "
          "side b: B; killed, low: 4; killed, high: 9\"}\n",
          "");
    check("id,type_of_violence,latitude,longitude,date_start,date_end,best_est\n"
          "12,3,1,2,2022-03-07,2022-03-01,5\n13,3,1,2,2022-03-07,2022-03-07,5\n",
          TRUCE_IMPORT_UCDP,
          "{\"id\":\"ucdp:13\",\"kind\":\"report\",\"by\":\"UCDP\",\"valid\":{\"from\":\"2022-03-07T00:00Z\","
          "\"until\":"
          "\"2022-03-08T00:00Z\"},\"class\":\"attack_on_civilians\",\"place\":[2,1],\"killed\":5}\n",
          "2|date_end|2022-03-01|it lies before date_start\n");
}

static void viina_of_all_three_files(void **state)
{
    (void)state;
    check("viina_version,event_id,event_id_1pd,date,time,geonameid,feature_code,asciiname,longitude,latitude,"
          "GEO_PRECISION,"
          "report_id,source,url,text,lang\n"
          "2,5,1,20220301,00:00,77,PPL,Town,2,1,ADM3,9,made,https://made.example/1,text,en\n"
          "2,6,1,20220301,14:05,77,PPL,Town,2,1,ADM1,9,made,https://made.example/2,text,en\n",
          TRUCE_IMPORT_VIINA,
          "{\"id\":\"viina:5\",\"kind\":\"report\",\"by\":\"VIINA\",\"valid\":{\"from\":\"2022-03-01T00:"
          "00Z\",\"until\":"
          "\"2022-03-02T00:00Z\"},\"class\":\"unclassified\",\"place\":{\"at\":[2,1],\"radius_m\":5000,"
          "\"confidence\":0.9},"
          "\"place_name\":\"Town\",\"source\":[\"made\",\"https://made.example/1\"],\"note\":\"text; "
          "geonameid: 77\"}\n"
          "{\"id\":\"viina:6\",\"kind\":\"report\",\"by\":\"VIINA\",\"valid\":{\"from\":\"2022-03-01T14:"
          "05Z\",\"until\":"
          "\"2022-03-01T14:06Z\"},\"class\":\"unclassified\",\"place\":{\"at\":[2,1],\"radius_m\":100000,"
          "\"confidence\":0.9},"
          "\"place_name\":\"Town\",\"source\":[\"made\",\"https://made.example/2\"],\"note\":\"text; "
          "geonameid: 77\"}\n",
          "");
    check("viina_version,event_id,event_id_1pd,date,geonameid,t_mil,t_artillery,t_airstrike,t_uav,t_mil_b\n"
          "2,5,1,20220301,77,0.99,0.8,0.4,0.4,1\n2,6,1,20220301,77,0.99,1.5,0,0,1\n2,7,1,20220301,77,0.1,0,0,"
          "0,0\n",
          TRUCE_IMPORT_VIINA_LABELS,
          "{\"id\":\"viina_labels:5\",\"kind\":\"report\",\"by\":\"VIINA\",\"valid\":{\"from\":\"2022-03-"
          "01T00:00Z\","
          "\"until\":\"2022-03-02T00:00Z\"},\"classes\":{\"air_attack\":0.25,\"drone_attack\":0.25,"
          "\"indirect_fire\":0.5},"
          "\"source\":[\"viina:5\"],\"note\":\"geonameid: 77\"}\n"
          "{\"id\":\"viina_labels:7\",\"kind\":\"report\",\"by\":\"VIINA\",\"valid\":{\"from\":\"2022-03-"
          "01T00:00Z\","
          "\"until\":\"2022-03-02T00:00Z\"},\"class\":\"unclassified\",\"source\":[\"viina:7\"],\"note\":"
          "\"geonameid: 77\"}\n",
          "3|t_artillery|1.5|this is no chance from 0 to 1\n");
    check("viina_version,event_id_1pd,date,n_reports,event_ids,sources,geonameid,asciiname,longitude,"
          "latitude,GEO_PRECISION,"
          "t_mil_b,t_artillery_b\n2,4,20220301,3,5;6;7,a;b,77,Town,2,1,STREET,1,1\n",
          TRUCE_IMPORT_VIINA_1PD,
          "{\"id\":\"viina_1pd:4\",\"kind\":\"report\",\"by\":\"VIINA\",\"valid\":{\"from\":\"2022-03-01T00:"
          "00Z\",\"until\":"
          "\"2022-03-02T00:00Z\"},\"classes\":{\"indirect_fire\":1},\"place\":{\"at\":[2,1],\"radius_m\":500,"
          "\"confidence\":"
          "0.9},\"place_name\":\"Town\",\"source\":[\"a\",\"b\"],\"note\":\"geonameid: 77; reports: 3\"}\n",
          "");
}

static void ceasefire_table(void **state)
{
    (void)state;
    check("id;date;time;position;position_longitude;position_latitude;distance;direction;number;observation;"
          "description;weapon\n"
          "7;16-05-2021;09:05;railway station;37.86;48.12;4-6 km;SSE;at least 15;explosion;undetermined;N/K\n"
          "8;16-05-2021;;railway station;37.86;48.12;3 km;south-west;N/K;burst;;HMG\n"
          "9;16-05-2021;9:05;railway station;;;far;S;2;shot;;small arms\n",
          TRUCE_IMPORT_CEASEFIRE,
          "{\"id\":\"ceasefire:7\",\"kind\":\"report\",\"by\":\"OSCE\",\"valid\":{\"from\":\"2021-05-16T09:"
          "05Z\",\"until\":"
          "\"2021-05-16T09:06Z\"},\"class\":\"fire\",\"count\":{\"at_least\":15},\"place\":{\"observer\":[37."
          "86,48.12],"
          "\"bearing_deg\":157.5,\"bearing_sd_deg\":6.5,\"range_m\":[4000,6000]},\"place_name\":\"railway "
          "station\","
          "\"direction\":\"SSE\",\"note\":\"observation: explosion; description: undetermined; weapon: N/K; "
          "position: railway "
          "station; distance: 4-6 km\"}\n"
          "{\"id\":\"ceasefire:8\",\"kind\":\"report\",\"by\":\"OSCE\",\"valid\":{\"from\":\"2021-05-16T00:"
          "00Z\",\"until\":"
          "\"2021-05-17T00:00Z\"},\"class\":\"small_arms_fire\",\"count\":{\"at_least\":1},\"place\":{"
          "\"observer\":[37.86,"
          "48.12],\"bearing_deg\":225,\"bearing_sd_deg\":12.99,\"range_m\":[2700,3300]},\"place_name\":"
          "\"railway station\","
          "\"direction\":\"south-west\",\"note\":\"observation: burst; weapon: HMG; position: railway "
          "station; distance: 3 "
          "km\"}\n",
          "4|distance|far|this is no distance; 4-6 km, 3 km and 500 m are\n");
}

static void the_template_imports(void **state)
{
    struct seen seen;
    struct truce_import_account account;
    enum truce_import_format format;
    struct truce_err err;
    (void)state;
    start(&seen);
    assert_int_equal(run(&seen, truce_text_view(truce_import_template()), NULL, &account, &format, &err),
                     TRUCE_OK);
    assert_int_equal(format, TRUCE_IMPORT_TEMPLATE);
    assert_string_equal(seen.lines.at,
                        "{\"id\":\"own:P-0001\",\"kind\":\"report\",\"by\":\"MONITORS\",\"valid\":{\"from\":"
                        "\"2026-02-10T04:10Z\",\"until\":"
                        "\"2026-02-10T04:11Z\"},\"class\":\"indirect_fire\",\"count\":{\"at_least\":3},"
                        "\"place\":{\"at\":[37.75,48.02],"
                        "\"radius_m\":500,\"confidence\":0.9},\"place_name\":\"Yasynuvata\",\"source\":["
                        "\"patrol 7\",\"camera 2\"],\"note\":"
                        "\"three explosions seen\"}\n"
                        "{\"id\":\"own:P-0002\",\"kind\":\"report\",\"by\":\"MONITORS\",\"valid\":{\"from\":"
                        "\"2026-02-10T21:05Z\",\"until\":"
                        "\"2026-02-10T21:06Z\"},\"class\":\"indirect_fire\",\"count\":5,\"exists\":0.9,"
                        "\"place\":{\"observer\":[37.81,48.11],"
                        "\"bearing_deg\":157.5,\"bearing_sd_deg\":6.5,\"range_m\":[4000,6000]},\"direction\":"
                        "\"SSE\",\"source\":[\"patrol "
                        "7\"],\"note\":\"heard; longitude and latitude are the observer's\"}\n");
    truce_buf_fini(&seen.lines);
}

static void the_template_says_what_is_wrong(void **state)
{
    (void)state;
    check("date,class,actor,confirmed,until_date,count\n"
          "2026-01-01,x,A:0.7;B:0.7,,,\n2026-01-01,x,,maybe,,\n2026-01-02,x,,,2026-01-01,\n2026-01-02,x,,,,"
          "few\n"
          "2026-01-02T04:00+02:00,x,A: 0.5; B,yes,,\n2026-01-02T04:00+02:00,x,A: 0.5; unknown: 0.5,yes,,1\n",
          TRUCE_IMPORT_TEMPLATE,
          "{\"id\":\"own:c27c700ade6db1a5\",\"kind\":\"report\",\"by\":\"own\",\"valid\":\"2026-01-02T02:"
          "00Z\",\"class\":\"x\","
          "\"count\":1,\"actors\":{\"A\":0.5,\"unknown\":0.5},\"confirmed\":true}\n",
          "2|actor|A:0.7;B:0.7|up to four parties, each once, whose chances are together at most 1\n"
          "3|confirmed|maybe|this is neither yes nor no\n"
          "4|until_date|2026-01-01|the end does not lie after the beginning\n"
          "5|count|few|this is no number; 5, at least 5 and >= 5 are\n"
          "6|actor|A: 0.5; B|up to four parties, each once, whose chances are together at most 1\n");
}

static void own_lines_pass_as_they_are(void **state)
{
    static const char line[] =
        "{\"id\": \"r1\" "
        ",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-02-10T04:10+02:00\",\"class\":\"x\"}\n";
    char bytes[1024];
    (void)state;
    snprintf(bytes, sizeof bytes, "%s\r\n{\"id\":\"r2\"}\n\n%s", line, line);
    char expected[1024];
    snprintf(expected, sizeof expected, "%s%s", line, line);
    struct seen seen;
    struct truce_import_account account;
    struct truce_err err;
    start(&seen);
    assert_int_equal(run(&seen, truce_text_view(bytes), NULL, &account, NULL, &err), TRUCE_OK);
    assert_string_equal(seen.lines.at, expected);
    assert_int_equal(account.read, 3);
    assert_int_equal(account.refused, 1);
    assert_non_null(strstr(seen.refused, "3||{\"id\":\"r2\"}|"));
    truce_buf_fini(&seen.lines);
}

static void unknown_and_incomplete_files_fail(void **state)
{
    struct seen seen;
    struct truce_import_account account;
    struct truce_err err;
    (void)state;
    start(&seen);
    assert_int_equal(run(&seen, truce_text_view("a,b\n1,2\n"), NULL, &account, NULL, &err),
                     TRUCE_ERR_UNKNOWN);
    assert_int_equal(run(&seen, truce_text_view(""), NULL, &account, NULL, &err), TRUCE_ERR_SYNTAX);
    assert_int_equal(run(&seen, truce_text_view("event_id_cnty,event_date,sub_event_type\n"), "acled",
                         &account, NULL, &err),
                     TRUCE_ERR_SYNTAX);
    assert_non_null(strstr(err.text, "\"event_type\""));
    assert_int_equal(run(&seen, truce_text_view("[{\"date\":\"2022-01-01\"}"), NULL, &account, NULL, &err),
                     TRUCE_ERR_SYNTAX);
    assert_int_equal(seen.n, 1); /* what came before the cut is there */
    truce_buf_fini(&seen.lines);
}

static void a_users_table_wins(void **state)
{
    struct truce_import_table table;
    struct truce_err err;
    struct seen seen;
    struct truce_import_account account;
    struct truce_text bytes = truce_text_view(ACLED_NEW ACLED_ROW("LND1", "16 May 2025", "1", "1", "3"));
    struct truce_import_input input = truce_import_input_of(&bytes);
    struct truce_import_sink sink = {&seen, take, refuse};
    (void)state;
    start(&seen);
    truce_import_table_init(&table);
    assert_int_equal(truce_import_table_read(TRUCE_SOURCE_DIR "/share/import/acled.yaml", &table, &err),
                     TRUCE_OK);
    assert_int_equal(truce_import_table_parse(
                         truce_text_view("by: X\nclasses: {\"shelling/artillery/missile attack\": mine}\n"
                                         "actors: {Forces of A: A}\nplace_precision: {\"1\": exact}\n"),
                         "user.yaml", &table, &err),
                     TRUCE_OK);
    struct truce_import_options options = {.table = &table};
    assert_int_equal(truce_import_run(&options, &input, &sink, &account, NULL, &err), TRUCE_OK);
    assert_non_null(strstr(seen.lines.at, "\"by\":\"X\""));
    assert_non_null(strstr(seen.lines.at, "\"class\":\"mine\",\"actors\":{\"A\":1},\"place\":[2.25,1.5]"));
    assert_int_equal(truce_import_table_parse(
                         truce_text_view("place_precision: {\"1\": {radius_m: 0, confidence: 0.9}}\n"),
                         "user.yaml", &table, &err),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_import_table_parse(truce_text_view("clases: {}\n"), "user.yaml", &table, &err),
                     TRUCE_ERR_UNKNOWN);
    truce_import_table_fini(&table);
    truce_buf_fini(&seen.lines);
}

/* Rows come through whatever pieces the input has, and a file of any size takes one window. */
struct pieces {
    struct truce_text rest;
    size_t at_once;
};

static enum truce_status read_piece(void *context, char *into, size_t n, size_t *got, struct truce_err *err)
{
    struct pieces *pieces = context;
    (void)err;
    *got = n < pieces->at_once ? n : pieces->at_once;
    *got = *got < pieces->rest.len ? *got : pieces->rest.len;
    memcpy(into, pieces->rest.at, *got);
    pieces->rest.at += *got;
    pieces->rest.len -= *got;
    return TRUCE_OK;
}

static void pieces_do_not_matter(void **state)
{
    struct truce_buf file;
    size_t lines[2];
    (void)state;
    truce_buf_init(&file);
    truce_buf_puts(&file, ACLED_NEW);
    for (int i = 0; i < 20000; i++)
        truce_buf_puts(&file, ACLED_ROW("LND1", "16 May 2025", "1", "1", "3"));
    for (size_t i = 0; i < 2; i++) {
        struct pieces pieces = {truce_buf_view(&file), i == 0 ? 1 << 20 : 777};
        struct truce_import_input input = {read_piece, &pieces};
        struct seen seen;
        struct truce_import_sink sink = {&seen, take, refuse};
        struct truce_import_options options = {.table = NULL};
        struct truce_import_account account;
        struct truce_err err;
        start(&seen);
        assert_int_equal(truce_import_run(&options, &input, &sink, &account, NULL, &err), TRUCE_OK);
        assert_int_equal(account.taken, 20000);
        lines[i] = seen.lines.len;
        truce_buf_fini(&seen.lines);
    }
    assert_int_equal(lines[0], lines[1]);
    truce_buf_fini(&file);
}

static void a_file_is_an_input(void **state)
{
    char folder[512], path[600];
    struct seen seen;
    struct truce_import_sink sink = {&seen, take, refuse};
    struct truce_import_options options = {.file = path};
    struct truce_import_account account;
    struct truce_err err;
    (void)state;
    start(&seen);
    make_folder(folder, "import");
    write_file(folder, "own.csv", truce_import_template());
    snprintf(path, sizeof path, "%s/own.csv", folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct truce_import_input input = truce_import_input_of_file(&fd);
    assert_int_equal(truce_import_run(&options, &input, &sink, &account, NULL, &err), TRUCE_OK);
    assert_int_equal(account.taken, 2);
    close(fd);
    fd = -1;
    assert_int_equal(truce_import_run(&options, &input, &sink, &account, NULL, &err), TRUCE_ERR_IO);
    truce_buf_fini(&seen.lines);
}

static void a_row_that_is_too_long_is_passed_over(void **state)
{
    struct truce_buf file;
    struct seen seen;
    struct truce_import_account account;
    struct truce_err err;
    (void)state;
    truce_buf_init(&file);
    truce_buf_puts(&file, "date,class,note\n2026-01-01,x,\"");
    for (int i = 0; i < 30000; i++)
        truce_buf_puts(
            &file,
            "a hundred bytes of a note that goes on and on and on and on and on and on and on and on and on, "
            "no end\n");
    truce_buf_puts(&file, "\n2026-01-02,x,good\n");
    start(&seen);
    assert_int_equal(run(&seen, truce_buf_view(&file), NULL, &account, NULL, &err), TRUCE_OK);
    assert_int_equal(account.taken, 1);
    assert_int_equal(account.refused, 30000 + 0);
    assert_non_null(strstr(seen.refused, "2||2026-01-01,x,\"a hundred bytes"));
    truce_buf_fini(&seen.lines);
    truce_buf_fini(&file);
}

static void real_collections(void **state)
{
    static const struct {
        const char *file, *table;
        uint64_t rows, suspect;
    } files[] = {{"cir_bellingcat_maphub_events.csv", "cir", 6650, 7},
                 {"bellingcat_incidents.json", "civilian_harm", 2514, 0},
                 {"firms_viirs_head.csv", "firms", 3, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[1024];
        struct truce_buf bytes;
        struct seen seen;
        struct truce_import_account account;
        struct truce_err err;
        snprintf(path, sizeof path, "%s/incidents/%s", REAL_DATA, files[i].file);
        if (real_data_missing(path))
            continue;
        truce_buf_init(&bytes);
        start(&seen);
        assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, &bytes, &err), TRUCE_OK);
        assert_int_equal(run(&seen, truce_buf_view(&bytes), files[i].table, &account, NULL, &err), TRUCE_OK);
        print_message("%s: %u read, %u refused, %u unclassified, %u doubtful\n", files[i].file,
                      (unsigned)account.read, (unsigned)account.refused, (unsigned)account.unclassified,
                      (unsigned)account.suspect);
        assert_int_equal(account.read, files[i].rows);
        assert_int_equal(account.refused, 0);
        assert_int_equal(account.suspect, files[i].suspect);
        truce_buf_fini(&bytes);
        truce_buf_fini(&seen.lines);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acled_rows_of_the_new_layout),
        cmocka_unit_test(acled_dates_and_precisions),
        cmocka_unit_test(acled_rows_of_the_old_layout),
        cmocka_unit_test(a_bad_row_costs_only_itself),
        cmocka_unit_test(firms_files_agree_on_ids),
        cmocka_unit_test(firms_of_modis_and_landsat),
        cmocka_unit_test(ucdp_of_both_names),
        cmocka_unit_test(viina_of_all_three_files),
        cmocka_unit_test(ceasefire_table),
        cmocka_unit_test(the_template_imports),
        cmocka_unit_test(the_template_says_what_is_wrong),
        cmocka_unit_test(own_lines_pass_as_they_are),
        cmocka_unit_test(unknown_and_incomplete_files_fail),
        cmocka_unit_test(a_users_table_wins),
        cmocka_unit_test(pieces_do_not_matter),
        cmocka_unit_test(a_file_is_an_input),
        cmocka_unit_test(a_row_that_is_too_long_is_passed_over),
        cmocka_unit_test(real_collections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
