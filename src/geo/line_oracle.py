#!/usr/bin/python3
"""Areas of strips about lines, by other means than src/geo/line.c, for line_test.c.

    /usr/bin/python3 src/geo/line_oracle.py        (Debian's python3-shapely and python3-pyproj)

Each stretch of a few hundred metres is buffered by Shapely with 90 segments a quarter in PROJ's transverse Mercator plane; the union is cut along the
line, drawn on at both ends; a face belongs to the side on which a point of it lies at its foot on the line; areas are PROJ's geodesic ones of rings with
points every 500 m.  Printed: square metres, the path, metres left and right.
"""
import math

import pyproj
import shapely.geometry as geometry
import shapely.ops as ops

GEOD = pyproj.Geod(ellps="WGS84")
STEP_DEG = 0.002
RING_STEP_M = 500

CONTACT = [(0, 0), (0, 0.4), (0.1, 0.8), (0.1, 1.2)]
BENT = [(37, 48), (37.3, 48.2), (37.2, 48.5), (37.9, 48.6)]
EAST = [(30, 50), (31, 50.02), (32, 49.98), (33, 50.01), (34, 50)]
HOOK = [(36, 47), (36.5, 47), (36.5, 47.2), (36.05, 47.2)]
CASES = [
    (CONTACT, 10000, 10000), (CONTACT, 25000, 0), (CONTACT, 0, 70000),
    (BENT, 15000, 4000), (BENT, 4000, 15000),
    (EAST, 2000, 0), (EAST, 0, 30000),
    (HOOK, 6000, 20000), (HOOK, 20000, 6000),
    ([(-70, -33), (-69.6, -33.5), (-69.9, -34.1)], 12000, 3000),
    ([(20, 0.2), (21, 0.4), (22, 0.1)], 5000, 10000),
]


def stretches(points, step):
    out = [points[0]]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        n = int(math.hypot(x1 - x0, y1 - y0) / step) + 1
        out += [(x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n) for i in range(1, n + 1)]
    return out


def ray(a, b, length):
    d = math.hypot(b[0] - a[0], b[1] - a[1])
    return (b[0] + (b[0] - a[0]) / d * length, b[1] + (b[1] - a[1]) / d * length)


def is_left(xy, line, q):
    t = line.project(q)
    foot = line.interpolate(t)
    if t <= 0:
        a, b = xy[0], xy[1]
    elif t >= line.length:
        a, b = xy[-2], xy[-1]
    else:
        a, b = line.interpolate(t - 5).coords[0], line.interpolate(t + 5).coords[0]
    return (b[0] - a[0]) * (q.y - foot.y) - (b[1] - a[1]) * (q.x - foot.x) > 0


def half(xy, width, left):
    if width == 0:
        return geometry.Polygon()
    line = geometry.LineString(xy)
    whole = ops.unary_union([geometry.LineString(xy[i:i + 2]).buffer(width, resolution=90) for i in range(len(xy) - 1)])
    drawn_on = geometry.LineString([ray(xy[1], xy[0], 1.3 * width)] + xy + [ray(xy[-2], xy[-1], 1.3 * width)])
    kept = []
    for face in ops.polygonize(ops.unary_union([whole.boundary, drawn_on])):
        inside = face.representative_point()
        if whole.contains(inside) and is_left(xy, line, inside) == left:
            kept.append(face)
    return ops.unary_union(kept)


def ring_m2(plane, ring):
    ground = [plane(x, y, inverse=True) for x, y in stretches(list(ring.coords), RING_STEP_M)]
    return abs(GEOD.polygon_area_perimeter(*zip(*ground))[0])


def strip_m2(path, left, right):
    lon, lat = (sum(p[i] for p in path) / len(path) for i in (0, 1))
    plane = pyproj.Proj(f"+proj=tmerc +lat_0={lat} +lon_0={lon} +ellps=WGS84")
    xy = [plane(*p) for p in stretches(path, STEP_DEG)]
    shape = ops.unary_union([half(xy, left, True), half(xy, right, False)])
    polygons = [shape] if shape.geom_type == "Polygon" else list(shape.geoms)
    return sum(ring_m2(plane, p.exterior) - sum(ring_m2(plane, hole) for hole in p.interiors) for p in polygons)


if __name__ == "__main__":
    for case in CASES:
        print(f"{strip_m2(*case):.0f}", *case, flush=True)
