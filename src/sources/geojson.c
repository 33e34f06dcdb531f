/*
 * Features of a GeoJSON file, one at a time.
 *
 * One idea: rings go straight from the bytes into the flat storage of a shape, and properties stay bytes
 * until somebody asks for one of them; so reading costs one pass and next to no memory, whatever the number
 * of features.  Where a `type` must be known before its neighbours can be read, it is looked for first and
 * the object is then read from its beginning: nearly every file has it first, and the look costs nothing.
 *
 * What is mended or passed over is counted by kind and noted once a file, with the place of the first: a file
 * with 100,000 null geometries must not cost 100,000 countings of lines.  Source: RFC 7946; its section 4 for
 * `crs`.
 */
#include "sources/geojson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "sources/gdal_door.h"

enum type {
    TYPE_POLYGON,
    TYPE_MULTIPOLYGON,
    TYPE_POINT,
    TYPE_MULTIPOINT,
    TYPE_LINESTRING,
    TYPE_MULTILINESTRING,
    TYPE_GEOMETRYCOLLECTION,
    TYPE_FEATURE,
    TYPE_FEATURECOLLECTION,
    TYPES,
};

static const char *const type_names[TYPES] = {
    "Polygon",         "MultiPolygon",       "Point",   "MultiPoint",        "LineString",
    "MultiLineString", "GeometryCollection", "Feature", "FeatureCollection",
};

enum oddity {
    ODD_NO_GEOMETRY,
    ODD_EMPTY,
    ODD_OTHER_TYPE,
    ODD_UNCLOSED,
    ODD_DEGENERATE,
    ODDITIES,
};

static const char *const oddity_texts[ODDITIES] = {
    "without a geometry; left out",
    "with an empty geometry; left out",
    "neither polygon nor point; left out",
    "whose last position is not the first; closed",
    "of fewer than three distinct positions; left out",
};

static const char *const oddity_nouns[ODDITIES][2] = {
    {"a feature", "features"}, {"a feature", "features"}, {"a geometry", "geometries"},
    {"a ring", "rings"},       {"a ring", "rings"},
};

struct reading {
    struct truce_geojson *g;
    struct truce_json_reader r;
    const struct truce_geojson_sink *sink;
    struct truce_buf text; /* scratch for short strings */
    size_t count[ODDITIES];
    const char *first[ODDITIES];
    size_t index;     /* of the feature being read */
    bool has_point;   /* the geometry being read has one */
    bool passed_over; /* it has something that was counted above or is not wanted */
    struct truce_lonlat point;
};

void truce_geojson_init(struct truce_geojson *g)
{
    memset(g, 0, sizeof *g);
}

void truce_geojson_fini(struct truce_geojson *g)
{
    free(g->ring.at);
    free(g->lines.positions.at);
    free(g->lines.ends);
    truce_multipolygon_fini(&g->shape);
    truce_geojson_init(g);
}

static void count(struct reading *s, enum oddity oddity, const char *at)
{
    if (s->count[oddity]++ == 0)
        s->first[oddity] = at;
    s->passed_over = true;
}

static void note_oddities(const struct reading *s, struct truce_notes *notes)
{
    const char *file = s->r.file != NULL ? s->r.file : "input";

    for (int i = 0; i < ODDITIES; i++) {
        uint32_t line, column;
        size_t n = s->count[i];
        if (n == 0 || notes == NULL)
            continue;
        truce_json_place(&s->r, s->first[i], &line, &column);
        if (s->r.item >= 0)
            truce_notes_add(notes, "%s: feature %lld: %s %s", file, (long long)s->r.item + 1,
                            oddity_nouns[i][0], oddity_texts[i]);
        else if (n == 1)
            truce_notes_add(notes, "%s:%u:%u: %s %s", file, line, column, oddity_nouns[i][0],
                            oddity_texts[i]);
        else
            truce_notes_add(notes, "%s:%u:%u: %zu %s %s (the first is here)", file, line, column, n,
                            oddity_nouns[i][1], oddity_texts[i]);
    }
}

/* Reads the value of a `type` member.  */
static enum truce_status read_type(struct reading *s, enum type *type, struct truce_err *err)
{
    struct truce_text name;
    const char *at = s->r.at;
    enum truce_status status = truce_json_read_text(&s->r, &s->text, &name, err);

    if (status != TRUCE_OK)
        return status;
    for (int i = 0; i < TYPES; i++)
        if (truce_text_is(name, type_names[i])) {
            *type = (enum type)i;
            return TRUCE_OK;
        }
    return truce_json_fail(err, TRUCE_ERR_SYNTAX, &s->r, at, "not GeoJSON: unknown type \"%.*s\"",
                           (int)(name.len < 60 ? name.len : 60), name.at);
}

/* The type of the object that begins here; the reader stays where it is. */
static enum truce_status look_for_type(struct reading *s, enum type *type, struct truce_err *err)
{
    struct truce_json_reader *r = &s->r;
    unsigned depth = r->depth;
    struct truce_text key;
    bool more, found = false;

    enum truce_status status = truce_json_enter_object(r, err);
    const char *start = r->at - 1;
    while (status == TRUCE_OK && !found && (status = truce_json_next_key(r, &key, &more, err)) == TRUCE_OK &&
           more) {
        found = truce_text_is(key, "type");
        status = found ? read_type(s, type, err) : truce_json_skip(r, NULL, err);
    }
    if (status == TRUCE_OK && !found)
        status = truce_json_fail(err, TRUCE_ERR_SYNTAX, r, start, "not GeoJSON: an object without \"type\"");
    if (status == TRUCE_OK) {
        r->at = start;
        r->depth = depth;
    }
    return status;
}

static enum truce_status given_twice(const struct truce_json_reader *r, const char *at, const char *key,
                                     struct truce_err *err)
{
    return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, at, "\"%s\" is given twice in one object", key);
}

/* An edge that jumps more than half around the world is one that was drawn across the antimeridian. */
static enum truce_status check_jumps(struct reading *s, const char *start, struct truce_err *err)
{
    const struct truce_positions *ring = &s->g->ring;

    for (size_t i = 0; i < ring->n; i++) {
        struct truce_lonlat a = ring->at[i], b = ring->at[i + 1 < ring->n ? i + 1 : 0];
        if (fabs(a.lon_deg - b.lon_deg) > 180.0)
            return truce_json_fail(
                err, TRUCE_ERR_SHAPE, &s->r, start,
                "a ring crosses the antimeridian between %.10g, %.10g and %.10g, %.10g; cut it "
                "there into two polygons (RFC 7946 section 3.1.9)",
                a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg);
    }
    return TRUCE_OK;
}

/* Adds the ring just read.  *kept is false when it was left out. */
static enum truce_status add_ring(struct reading *s, const char *start, bool hole, bool *kept,
                                  struct truce_err *err)
{
    const struct truce_positions *ring = &s->g->ring;
    struct truce_err why;

    *kept = false;
    if (ring->n < 3) {
        count(s, ODD_DEGENERATE, start);
        return TRUCE_OK;
    }
    enum truce_status status = check_jumps(s, start, err);
    if (status != TRUCE_OK)
        return status;
    status = truce_multipolygon_add_ring(&s->g->shape, ring->at, ring->n, hole, &why);
    if (status == TRUCE_ERR_SHAPE) {
        count(s, ODD_DEGENERATE, start);
        return TRUCE_OK;
    }
    if (status != TRUCE_OK)
        return truce_json_fail(err, status, &s->r, start, "%s", why.text);
    struct truce_lonlat a = ring->at[0], b = ring->at[ring->n - 1];
    if (a.lon_deg != b.lon_deg || a.lat_deg != b.lat_deg)
        count(s, ODD_UNCLOSED, start);
    *kept = true;
    return TRUCE_OK;
}

/* An array of rings, the outer one first.  Without its outer ring a polygon is nothing, and its holes go with
 * it. */
static enum truce_status read_polygon(struct reading *s, struct truce_err *err)
{
    struct truce_json_reader *r = &s->r;
    bool more, kept = true, hole = false, shell = true;

    enum truce_status status = truce_json_enter_array(r, err);
    while (status == TRUCE_OK && (status = truce_json_next_item(r, &more, err)) == TRUCE_OK && more) {
        const char *start = r->at;
        status = truce_json_read_positions(r, &s->g->ring, err);
        if (status == TRUCE_OK && shell)
            status = add_ring(s, start, hole, &kept, err);
        if (!hole)
            shell = kept;
        hole = true;
    }
    return status;
}

static enum truce_status read_polygons(struct reading *s, struct truce_err *err)
{
    bool more;
    enum truce_status status = truce_json_enter_array(&s->r, err);
    while (status == TRUCE_OK && (status = truce_json_next_item(&s->r, &more, err)) == TRUCE_OK && more)
        status = read_polygon(s, err);
    return status;
}

/* Two positions or more; anything less is refused, since a line that is not there binds nobody. */
static enum truce_status read_line(struct reading *s, struct truce_err *err)
{
    struct truce_geojson_lines *lines = &s->g->lines;
    const struct truce_positions *line = &s->g->ring;
    const char *start = s->r.at;
    enum truce_status status = truce_json_read_positions(&s->r, &s->g->ring, err);

    if (status != TRUCE_OK)
        return status;
    if (line->n < 2)
        return truce_json_fail(err, TRUCE_ERR_SHAPE, &s->r, start,
                               "a line of %zu position%s; two is the least", line->n,
                               line->n == 1 ? "" : "s");
    for (size_t i = 0; i + 1 < line->n; i++)
        if (fabs(line->at[i].lon_deg - line->at[i + 1].lon_deg) > 180.0)
            return truce_json_fail(err, TRUCE_ERR_SHAPE, &s->r, start,
                                   "a line crosses the antimeridian between %.10g, %.10g and %.10g, %.10g",
                                   line->at[i].lon_deg, line->at[i].lat_deg, line->at[i + 1].lon_deg,
                                   line->at[i + 1].lat_deg);
    struct truce_positions *all = &lines->positions;
    void *at = all->at, *ends = lines->ends;
    status = truce_grow(&at, &all->size, all->n + line->n, sizeof *all->at, err);
    all->at = at;
    if (status == TRUCE_OK)
        status = truce_grow(&ends, &lines->size, lines->n + 1, sizeof *lines->ends, err);
    lines->ends = ends;
    if (status != TRUCE_OK)
        return status;
    memcpy(all->at + all->n, line->at, line->n * sizeof *line->at);
    all->n += line->n;
    lines->ends[lines->n++] = all->n;
    return TRUCE_OK;
}

static enum truce_status read_lines(struct reading *s, struct truce_err *err)
{
    bool more;
    enum truce_status status = truce_json_enter_array(&s->r, err);
    while (status == TRUCE_OK && (status = truce_json_next_item(&s->r, &more, err)) == TRUCE_OK && more)
        status = read_line(s, err);
    return status;
}

/* `[lon, lat]`, or `[]` for a point that is nowhere */
static enum truce_status read_point(struct reading *s, struct truce_err *err)
{
    struct truce_json_reader *r = &s->r;
    struct truce_text value;
    unsigned depth = r->depth;

    enum truce_status status = truce_json_skip(r, &value, err);
    if (status != TRUCE_OK)
        return status;
    if (value.len >= 2 && value.at[0] == '[' &&
        truce_text_trim((struct truce_text){value.at + 1, value.len - 2}).len == 0)
        return TRUCE_OK;
    r->at = value.at;
    r->depth = depth;
    status = truce_json_read_position(r, &s->point, err);
    if (status == TRUCE_OK)
        s->has_point = true;
    return status;
}

static enum truce_status read_coordinates(struct reading *s, enum type type, const char *start,
                                          struct truce_err *err)
{
    if (s->sink->lines && type == TYPE_LINESTRING)
        return read_line(s, err);
    if (s->sink->lines && type == TYPE_MULTILINESTRING)
        return read_lines(s, err);
    switch (type) {
    case TYPE_POLYGON:
        return read_polygon(s, err);
    case TYPE_MULTIPOLYGON:
        return read_polygons(s, err);
    case TYPE_POINT:
        if (s->sink->points)
            return read_point(s, err);
        s->passed_over = true;
        return truce_json_skip(&s->r, NULL, err);
    default:
        count(s, ODD_OTHER_TYPE, start);
        return truce_json_skip(&s->r, NULL, err);
    }
}

static enum truce_status read_geometry(struct reading *s, struct truce_err *err);

static enum truce_status read_members(struct reading *s, struct truce_err *err)
{
    bool more;
    enum truce_status status = truce_json_enter_array(&s->r, err);
    while (status == TRUCE_OK && (status = truce_json_next_item(&s->r, &more, err)) == TRUCE_OK && more)
        status = read_geometry(s, err);
    return status;
}

static enum truce_status check_crs(struct reading *s, struct truce_err *err);

/* A geometry object; what it holds is added to the shape or the point.  Recursion ends at
 * TRUCE_JSON_READ_DEPTH. */
static enum truce_status read_geometry(struct reading *s, struct truce_err *err)
{
    struct truce_json_reader *r = &s->r;
    struct truce_text key;
    enum type type = TYPES;
    bool more, found = false;

    enum truce_status status = look_for_type(s, &type, err);
    if (status != TRUCE_OK)
        return status;
    const char *start = r->at;
    if (type >= TYPE_FEATURE)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, start, "not GeoJSON: a %s where a geometry must be",
                               type_names[type]);
    const char *wanted = type == TYPE_GEOMETRYCOLLECTION ? "geometries" : "coordinates";
    status = truce_json_enter_object(r, err);
    while (status == TRUCE_OK && (status = truce_json_next_key(r, &key, &more, err)) == TRUCE_OK && more) {
        if (truce_text_is(key, "crs")) {
            status = check_crs(s, err);
        } else if (!truce_text_is(key, wanted)) {
            status = truce_json_skip(r, NULL, err);
        } else if (found) {
            status = given_twice(r, r->at, wanted, err);
        } else {
            found = true;
            status = type == TYPE_GEOMETRYCOLLECTION ? read_members(s, err)
                                                     : read_coordinates(s, type, start, err);
        }
    }
    if (status == TRUCE_OK && !found)
        status = truce_json_fail(err, TRUCE_ERR_SYNTAX, r, start, "not GeoJSON: a %s without \"%s\"",
                                 type_names[type], wanted);
    return status;
}

/* The value of a key of the object here, as bytes; the reader ends up behind the object. */
static enum truce_status find_member(struct truce_json_reader *r, const char *wanted,
                                     struct truce_text *value, bool *found, struct truce_err *err)
{
    struct truce_text key, one, kept = {NULL, 0};
    bool more;

    *found = false;
    enum truce_status status = truce_json_enter_object(r, err);
    while (status == TRUCE_OK && (status = truce_json_next_key(r, &key, &more, err)) == TRUCE_OK && more) {
        bool is_it = truce_text_is(key, wanted);
        if (is_it && *found)
            return given_twice(r, r->at, wanted, err);
        status = truce_json_skip(r, &one, err);
        if (is_it) {
            *found = true;
            kept = one;
        }
    }
    if (status == TRUCE_OK && *found)
        *value = kept;
    return status;
}

static bool ends_with(struct truce_text text, const char *end)
{
    size_t n = strlen(end);
    return text.len >= n && memcmp(text.at + text.len - n, end, n) == 0;
}

/* null, or {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}.  EPSG:4326 is taken for
 * the same, longitude first, because that is how GeoJSON files that carry it are written. */
static enum truce_status check_crs(struct reading *s, struct truce_err *err)
{
    struct truce_text value, name = {NULL, 0};
    struct truce_json_reader within;
    bool found = false;

    enum truce_status status = truce_json_skip(&s->r, &value, err);
    if (status != TRUCE_OK || truce_text_is(value, "null"))
        return status;
    const char *at = value.at;
    for (int step = 0; step < 2 && status == TRUCE_OK; step++) {
        truce_json_reader_init_within(&within, &s->r, value);
        found = false;
        if (value.at[0] == '{')
            status = find_member(&within, step == 0 ? "properties" : "name", &value, &found, err);
        truce_json_reader_fini(&within);
        if (!found)
            break;
    }
    if (status == TRUCE_OK && found && value.at[0] == '"') {
        truce_json_reader_init_within(&within, &s->r, value);
        status = truce_json_read_text(&within, &s->text, &name, err);
        truce_json_reader_fini(&within);
    }
    if (status != TRUCE_OK)
        return status;
    if (ends_with(name, "CRS84") || ends_with(name, "EPSG::4326") || ends_with(name, "EPSG:4326"))
        return TRUCE_OK;
    return truce_json_fail(
        err, TRUCE_ERR_UNSUPPORTED, &s->r, at,
        "coordinate reference system \"%.*s\"; only longitude and latitude on WGS 84 (OGC:CRS84) can be read "
        "from GeoJSON",
        (int)(name.len < 100 ? name.len : 100), name.len > 0 ? name.at : "");
}

static void begin_feature(struct reading *s)
{
    truce_multipolygon_clear(&s->g->shape);
    s->g->lines.positions.n = s->g->lines.n = 0;
    s->has_point = s->passed_over = false;
}

/* Hands over what was read, if it is anything. */
static enum truce_status end_feature(struct reading *s, const char *start, struct truce_text properties,
                                     struct truce_err *err)
{
    struct truce_geojson_feature feature = {
        .kind = s->g->shape.n_polygons > 0 ? TRUCE_GEOJSON_POLYGONS
                : s->g->lines.n > 0        ? TRUCE_GEOJSON_LINES
                                           : TRUCE_GEOJSON_POINT,
        .point = s->point,
        .shape = &s->g->shape,
        .lines = &s->g->lines,
        .properties = properties,
        .reader = &s->r,
        .start = start,
        .index = s->r.item >= 0 ? (size_t)s->r.item : s->index,
    };

    s->index++;
    if (s->g->shape.n_polygons == 0 && s->g->lines.n == 0 && !s->has_point) {
        if (!s->passed_over)
            count(s, ODD_EMPTY, start);
        return TRUCE_OK;
    }
    return s->sink->feature(s->sink->context, &feature, err);
}

static enum truce_status read_properties(struct reading *s, struct truce_text *properties,
                                         struct truce_err *err)
{
    enum truce_json_type type;
    struct truce_text value;
    enum truce_status status = truce_json_peek(&s->r, &type, err);

    if (status != TRUCE_OK)
        return status;
    if (type != TRUCE_JSON_OBJECT && type != TRUCE_JSON_NULL)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, &s->r, s->r.at,
                               "not GeoJSON: \"properties\" must be an object or null");
    status = truce_json_skip(&s->r, &value, err);
    if (status == TRUCE_OK && type == TRUCE_JSON_OBJECT)
        *properties = value;
    return status;
}

static enum truce_status read_feature_geometry(struct reading *s, struct truce_err *err)
{
    enum truce_json_type type;
    enum truce_status status = truce_json_peek(&s->r, &type, err);

    if (status != TRUCE_OK)
        return status;
    if (type != TRUCE_JSON_NULL)
        return read_geometry(s, err);
    count(s, ODD_NO_GEOMETRY, s->r.at);
    return truce_json_skip(&s->r, NULL, err);
}

/* The members of a Feature that matter, each at most once. */
enum member {
    MEMBER_TYPE,
    MEMBER_GEOMETRY,
    MEMBER_PROPERTIES,
    MEMBER_CRS,
    MEMBERS,
};

struct members {
    bool seen[MEMBERS];
    enum type type;
    struct truce_text properties;
};

static enum truce_status read_member(struct reading *s, struct truce_text key, struct members *m,
                                     struct truce_err *err)
{
    static const char *const names[MEMBERS] = {"type", "geometry", "properties", "crs"};
    int which = 0;

    while (which < MEMBERS && !truce_text_is(key, names[which]))
        which++;
    if (which == MEMBERS)
        return truce_json_skip(&s->r, NULL, err);
    if (m->seen[which])
        return given_twice(&s->r, s->r.at, names[which], err);
    m->seen[which] = true;
    switch ((enum member)which) {
    case MEMBER_TYPE:
        return read_type(s, &m->type, err);
    case MEMBER_GEOMETRY:
        return read_feature_geometry(s, err);
    case MEMBER_PROPERTIES:
        return read_properties(s, &m->properties, err);
    default:
        return check_crs(s, err);
    }
}

static enum truce_status read_feature(struct reading *s, struct truce_err *err)
{
    struct members m = {.type = TYPES, .properties = {NULL, 0}};
    struct truce_text key;
    bool more;

    begin_feature(s);
    enum truce_status status = truce_json_enter_object(&s->r, err);
    const char *start = s->r.at - 1;
    while (status == TRUCE_OK && (status = truce_json_next_key(&s->r, &key, &more, err)) == TRUCE_OK && more)
        status = read_member(s, key, &m, err);
    if (status != TRUCE_OK)
        return status;
    if (m.type != TYPE_FEATURE)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, &s->r, start,
                               "not GeoJSON: an object that should be a Feature is %s",
                               m.type == TYPES ? "without \"type\"" : type_names[m.type]);
    if (!m.seen[MEMBER_GEOMETRY])
        count(s, ODD_NO_GEOMETRY, start);
    return end_feature(s, start, m.properties, err);
}

static enum truce_status read_features(struct reading *s, struct truce_err *err)
{
    bool more;
    enum truce_status status = truce_json_enter_array(&s->r, err);
    while (status == TRUCE_OK && (status = truce_json_next_item(&s->r, &more, err)) == TRUCE_OK && more)
        status = read_feature(s, err);
    return status;
}

static enum truce_status read_collection(struct reading *s, struct truce_err *err)
{
    struct truce_json_reader *r = &s->r;
    struct truce_text key;
    bool more, found = false;

    enum truce_status status = truce_json_enter_object(r, err);
    const char *start = r->at - 1;
    while (status == TRUCE_OK && (status = truce_json_next_key(r, &key, &more, err)) == TRUCE_OK && more) {
        if (truce_text_is(key, "crs")) {
            status = check_crs(s, err);
        } else if (!truce_text_is(key, "features")) {
            status = truce_json_skip(r, NULL, err);
        } else if (found) {
            status = given_twice(r, r->at, "features", err);
        } else {
            found = true;
            status = read_features(s, err);
        }
    }
    if (status == TRUCE_OK && !found)
        status = truce_json_fail(err, TRUCE_ERR_SYNTAX, r, start,
                                 "not GeoJSON: a FeatureCollection without \"features\"");
    return status;
}

static enum truce_status read_bare_geometry(struct reading *s, struct truce_err *err)
{
    const char *start = s->r.at;

    begin_feature(s);
    enum truce_status status = read_geometry(s, err);
    return status == TRUCE_OK ? end_feature(s, start, (struct truce_text){NULL, 0}, err) : status;
}

enum truce_status truce_geojson_read(struct truce_geojson *g, struct truce_text bytes, const char *file,
                                     int64_t item, const struct truce_geojson_sink *sink,
                                     struct truce_notes *notes, struct truce_err *err)
{
    struct reading s = {.g = g, .sink = sink};
    enum type type = TYPES;

    truce_json_reader_init(&s.r, bytes, file);
    s.r.item = item;
    truce_buf_init(&s.text);
    enum truce_status status = look_for_type(&s, &type, err);
    if (status == TRUCE_OK)
        status = type == TYPE_FEATURECOLLECTION ? read_collection(&s, err)
                 : type == TYPE_FEATURE         ? read_feature(&s, err)
                                                : read_bare_geometry(&s, err);
    if (status == TRUCE_OK)
        status = truce_json_finish(&s.r, err);
    if (status == TRUCE_OK)
        note_oddities(&s, notes);
    truce_buf_fini(&s.text);
    truce_json_reader_fini(&s.r);
    return status;
}

enum truce_status truce_features_read(struct truce_geojson *g, const char *path,
                                      const struct truce_geojson_sink *sink, struct truce_notes *notes,
                                      struct truce_err *err)
{
    struct truce_buf bytes;

    if (truce_gdal_is_for(path))
        return truce_gdal_read(g, path, sink, notes, err);
    truce_buf_init(&bytes);
    enum truce_status status = truce_file_read(path, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_geojson_read(g, truce_buf_view(&bytes), path, -1, sink, notes, err);
    truce_buf_fini(&bytes);
    return status;
}

enum truce_status truce_geojson_raw(const struct truce_geojson_feature *feature, const char *key,
                                    struct truce_text *out, bool *found, struct truce_err *err)
{
    struct truce_json_reader within;

    *found = false;
    if (feature->properties.len == 0)
        return TRUCE_OK;
    truce_json_reader_init_within(&within, feature->reader, feature->properties);
    enum truce_status status = find_member(&within, key, out, found, err);
    truce_json_reader_fini(&within);
    return status;
}

enum truce_status truce_geojson_text(const struct truce_geojson_feature *feature, const char *key,
                                     struct truce_buf *scratch, struct truce_text *out, bool *found,
                                     struct truce_err *err)
{
    struct truce_json_reader within;
    struct truce_text raw;

    enum truce_status status = truce_geojson_raw(feature, key, &raw, found, err);
    if (status != TRUCE_OK || !*found)
        return status;
    if (raw.at[0] == '{' || raw.at[0] == '[' || raw.at[0] == 'n') {
        *found = false;
        return TRUCE_OK;
    }
    if (raw.at[0] != '"') {
        *out = raw;
        return TRUCE_OK;
    }
    truce_json_reader_init_within(&within, feature->reader, raw);
    status = truce_json_read_text(&within, scratch, out, err);
    truce_json_reader_fini(&within);
    return status;
}
