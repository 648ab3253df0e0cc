"""JSON schemas of the MCAP channels; Foxglove plots every number in them by its path."""

from typing import Any

from heeldrive_lab.detection.event_fields import event_properties

TIME: dict[str, Any] = {
    "type": "object",
    "title": "time",
    "properties": {"sec": {"type": "integer"}, "nsec": {"type": "integer"}},
}
VECTOR: dict[str, Any] = {
    "type": "object",
    "properties": {axis: {"type": "number"} for axis in "xyz"},
}


def _schema(title: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "title": title, "properties": {"timestamp": TIME, **properties}}


IMU = _schema(
    "heeldrive.Imu",
    linear_acceleration=VECTOR
    | {"description": "specific force, m/s^2; at rest +9.81 along the axis pointing up"},
    angular_velocity=VECTOR | {"description": "rad/s, right-handed"},
)
THIGH = _schema(
    "heeldrive.Thigh",
    inclination_deg={"type": "number", "description": "inclination of the thigh from standing"},
    reps={"type": "integer", "description": "reps counted so far"},
)
EVENT = _schema("heeldrive.Event", **event_properties())
ANNOTATION = _schema("heeldrive.Truth", kind={"type": "string"}, activity={"type": "string"})
# Names and numbers of Foxglove's own schema, so that its Log panel shows the messages.
LOG = _schema(
    "foxglove.Log",
    level={"type": "integer"},
    message={"type": "string"},
    name={"type": "string"},
    file={"type": "string"},
    line={"type": "integer"},
)
INFO, WARNING = 2, 3
