"""The peer of `truce series`: the same work by Shapely and pyproj, the way it is usually written.

    /usr/bin/python3 bench/series_peer.py FOLDER

For each map of a folder, by name: area held, and gained and lost against the map before.  CSV on standard output.  A map is one feature, or
features of which those with the property `status` other than `held` are left out.
"""
import glob
import json
import os
import sys

from pyproj import Geod
from shapely.geometry import shape
from shapely.ops import unary_union
from shapely.validation import make_valid

GEOD = Geod(ellps="WGS84")


def read_map(path):
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    held = [shape(f["geometry"]) for f in features
            if f["geometry"] and (f.get("properties") or {}).get("status", "held") == "held"]
    if len(held) == 1 and held[0].is_valid:
        return held[0]
    return unary_union([make_valid(g) for g in held])


def area_km2(geometry):
    polygons = [g for g in getattr(geometry, "geoms", [geometry]) if g.geom_type == "Polygon" and not g.is_empty]
    return sum(ring_m2(p.exterior) - sum(ring_m2(h) for h in p.interiors) for p in polygons) / 1e6


def ring_m2(ring):
    lons, lats = ring.coords.xy
    return abs(GEOD.polygon_area_perimeter(lons, lats)[0])


def main():
    print("file,held_km2,gained_km2,lost_km2")
    before = None
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.geojson"))):
        held = read_map(path)
        row = ["%.6f" % area_km2(held), "", ""]
        if before is not None:
            row[1:] = "%.6f" % area_km2(held.difference(before)), "%.6f" % area_km2(before.difference(held))
        print(os.path.basename(path), *row, sep=",")
        before = held


main()
