"""Second opinion: the figures of tests/real/oracle.csv, by Shapely and pyproj and nothing of ours.

    /usr/bin/python3 tests/real/oracle.py DATA/ukraine > tests/real/oracle.csv

Needs Debian's python3-shapely and python3-pyproj.  Takes half a minute.  Only figures are written, nothing of the maps or places.

Rows, all areas in km2 on the WGS 84 ellipsoid (pyproj.Geod), overlays of longitudes and latitudes as a plane (Shapely):

    day     file_b against file_a, the file before it: held in file_b, gained and lost
    pair    the same for the ends of a period, with the places gained: how many, and a digest of which
    kinds   as pair, without the places of kind `locality`
    region  as pair, within one region (the union of one file's features); held in file_a as well
    outside what all regions together leave over: the area of the map less that of its part in their union

An edge is a geodesic for the area and straight on the plane for the overlay, so a long edge that is cut in two has another area: measured as a
difference of shapes, `outside` would be 0.42 km2 more.  Parts and wholes are taken from one cut here, so that they add up.

The digest is SHA-256 over sorted lines "latitude longitude name", degrees with 7 decimals.
"""
import csv
import glob
import hashlib
import json
import os
import sys

import pyproj
from shapely.geometry import Point, shape
from shapely.geos import geos_version
from shapely.ops import unary_union
from shapely.prepared import prep
from shapely.validation import make_valid
import shapely

GEOD = pyproj.Geod(ellps="WGS84")
PAIRS = [("20250102", "20251229"), ("20241231", "20251230"), ("20241231", "20260101"), ("20241231", "20251229")]
KINDS_LEFT_OUT = {"locality"}
COLUMNS = ["what", "file_a", "file_b", "region", "held_a_km2", "held_b_km2", "gained_km2", "lost_km2", "places", "places_sha256"]


def polygons(geometry):
    """The polygons of any geometry; an overlay may leave points and lines behind."""
    if geometry.geom_type == "Polygon":
        return [] if geometry.is_empty else [geometry]
    return [p for part in getattr(geometry, "geoms", []) for p in polygons(part)]


def area_km2(geometry):
    """Outer rings less holes, whichever way they are wound."""
    total = 0.0
    for polygon in polygons(geometry):
        total += ring_m2(polygon.exterior) - sum(ring_m2(hole) for hole in polygon.interiors)
    return total / 1e6


def ring_m2(ring):
    lons, lats = zip(*ring.coords)
    return abs(GEOD.polygon_area_perimeter(lons, lats)[0])


def read_shape(path):
    """Everything that a file draws, as one valid geometry.  A file that is valid keeps its coordinates."""
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    shapes = [shape(f["geometry"]) for f in features if f["geometry"] and f["geometry"]["type"] in ("Polygon", "MultiPolygon")]
    if len(shapes) == 1 and shapes[0].is_valid:
        return shapes[0]
    return unary_union([make_valid(p) for s in shapes for p in polygons(s)])


def day_of(path):
    return os.path.basename(path)[len("deepstatemap_data_"):-len(".geojson")]


def read_places(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["name"] or r["name:uk"]]
    return [(float(r["lat"]), float(r["lon"]), r["name"] or r["name:uk"], r["place"]) for r in rows]


def places_gained(start, end, places):
    start, end = prep(start), prep(end)
    return [p for p in places if end.contains(Point(p[1], p[0])) and not start.contains(Point(p[1], p[0]))]


def digest(places):
    lines = sorted("%.7f %.7f %s" % p[:3] for p in places)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def parts_of(geometry, region):
    """Only those polygons that meet the region are cut: the same result, sooner."""
    near = [p for p in polygons(geometry) if p.intersects(region)]
    return unary_union([p.intersection(region) for p in near])


class Table:
    def __init__(self):
        self.writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")

    def row(self, **cells):
        self.writer.writerow({k: "%.6f" % v if isinstance(v, float) else v for k, v in cells.items()})


def main():
    data = sys.argv[1]
    paths = sorted(glob.glob(os.path.join(data, "control/deepstate/deepstatemap_data_*.geojson")))
    maps = {day_of(p): read_shape(p) for p in paths}
    print("# /usr/bin/python3 tests/real/oracle.py ../shared/data/ukraine > tests/real/oracle.csv; Python %s, Shapely %s, GEOS %s, pyproj %s, PROJ %s"
          % (sys.version.split()[0], shapely.__version__, ".".join(map(str, geos_version)), pyproj.__version__, pyproj.proj_version_str))
    table = Table()
    table.writer.writeheader()
    before = None
    for day, held in maps.items():
        cells = {"what": "day", "file_b": day, "held_b_km2": area_km2(held)}
        if before:
            cells.update(file_a=before, gained_km2=area_km2(held.difference(maps[before])),
                         lost_km2=area_km2(maps[before].difference(held)))
        table.row(**cells)
        before = day

    places = read_places(os.path.join(data, "places/ua_settlements_with_regions.csv"))
    regions = {os.path.basename(p)[:-len(".geojson")]: read_shape(p)
               for p in sorted(glob.glob(os.path.join(data, "regions/*.geojson")))}
    country = unary_union(list(regions.values()))
    for a, b in PAIRS:
        gained, lost = maps[b].difference(maps[a]), maps[a].difference(maps[b])
        ends = {"file_a": a, "file_b": b}
        areas = {"held_a_km2": area_km2(maps[a]), "held_b_km2": area_km2(maps[b]), "gained_km2": area_km2(gained), "lost_km2": area_km2(lost)}
        inside = places_gained(maps[a], maps[b], places)
        table.row(what="pair", **ends, **areas, places=len(inside), places_sha256=digest(inside))
        inside = [p for p in inside if p[3] not in KINDS_LEFT_OUT]
        table.row(what="kinds", **ends, **areas, places=len(inside), places_sha256=digest(inside))
        for name, region in regions.items():
            within = [area_km2(parts_of(g, region)) for g in (maps[a], maps[b], gained, lost)]
            if any(within):
                table.row(what="region", **ends, region=name, **dict(zip(COLUMNS[4:8], within)))
        without = [area_km2(g) - area_km2(parts_of(g, country)) for g in (maps[a], maps[b], gained, lost)]
        table.row(what="outside", **ends, **dict(zip(COLUMNS[4:8], without)))


main()
