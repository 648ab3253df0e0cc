"""The person as a MuJoCo model of hinges and slides: pelvis, trunk, two legs, and a board on one thigh."""

import mujoco
import numpy as np

from heeldrive_lab.simulator.mounting import Mounting
from heeldrive_lab.simulator.person import PELVIS_SHARE, SEGMENTS, Person, Segment
from heeldrive_lab.simulator.pose import LEFT, RIGHT, SIDES

GRAVITY_MPS2 = 9.80665

# Head, arms and trunk: centre of mass 0.626 of the way from hip to shoulder (0.288 of stature), radius of
# gyration 0.496 of it (Winter 2009, table 4.1). About the long axis: 0.055 of stature (est.).
UPPER_CENTRE, UPPER_GYRATION, SHOULDER_SHARE, UPPER_LONG_GYRATION = 0.626, 0.496, 0.288, 0.055
# Height of the joint between pelvis and trunk over the hips, share of stature (est.: lowest lumbar disc).
LUMBAR_SHARE = 0.06
BOARD_KG = 0.012

LEG_JOINTS = ("hip_y", "hip_x", "hip_z", "knee_y", "ankle_y", "ankle_x", "ankle_z")
JOINTS = (
    *("pelvis_px", "pelvis_py", "pelvis_pz", "pelvis_z", "pelvis_x", "pelvis_y"),
    *("trunk_y", "trunk_x"),
    *(f"{side}_{joint}" for side in ("left", "right") for joint in LEG_JOINTS),
)
# Strap: turn around and slide along the thigh. Flesh: shift and tip in thigh axes. Hand: shift and turn in
# board axes.
BOARD_JOINTS = (
    *("strap_z", "strap_pz"),
    *("flesh_px", "flesh_py", "flesh_pz", "flesh_y", "flesh_z"),
    *("hand_px", "hand_py", "hand_pz", "hand_z", "hand_x", "hand_y"),
)


def model_of(person: Person, leg: int, mounting: Mounting) -> mujoco.MjModel:
    """The person with a board on the `LEFT` or `RIGHT` thigh, with its accelerometer and gyroscope.

    There are no contacts, constraints or passive forces: the motion is prescribed, and `mujoco.mj_inverse`
    computes what the sensors read and which forces the motion takes.
    """
    return mujoco.MjModel.from_xml_string(_document(person, leg, mounting))


def _document(person: Person, leg: int, mounting: Mounting) -> str:
    table = SEGMENTS[person.sex]
    height, mass = person.stature_m, person.mass_kg
    pelvis = table["pelvis"]
    pelvis_length = PELVIS_SHARE[person.sex] * height
    pelvis_centre = (1 - pelvis.centre_share) * pelvis_length
    legs_share = 2 * sum(table[name].mass_share for name in ("thigh", "shank", "foot"))
    trunk_share = 1 - legs_share - pelvis.mass_share
    whole_centre = UPPER_CENTRE * SHOULDER_SHARE * height
    # Chosen so that pelvis and trunk together have the centre of mass of the table.
    trunk_centre = (
        whole_centre * (1 - legs_share) - pelvis_centre * pelvis.mass_share
    ) / trunk_share - LUMBAR_SHARE * height
    round_m = UPPER_GYRATION * SHOULDER_SHARE * height
    trunk_gyration = (round_m, round_m, UPPER_LONG_GYRATION * height)
    legs = "".join(_leg(person, side, leg, mounting) for side in (LEFT, RIGHT))
    return f"""
<mujoco model="wearer">
  <compiler angle="radian"/>
  <option gravity="0 0 {-GRAVITY_MPS2}">
    <flag contact="disable" constraint="disable"/>
  </option>
  <worldbody>
    <body name="pelvis">
      {_slides("pelvis")}{_hinges("pelvis", "zxy")}
      {_inertial((0, 0, pelvis_centre), pelvis.mass_share * mass, _lengths(pelvis, pelvis_length))}
      <body name="trunk" pos="0 0 {LUMBAR_SHARE * height}">
        {_hinges("trunk", "yx")}
        {_inertial((0, 0, trunk_centre), trunk_share * mass, trunk_gyration)}
      </body>{legs}
    </body>
  </worldbody>
  <sensor><accelerometer name="accelerometer" site="sensor"/><gyro name="gyro" site="sensor"/></sensor>
</mujoco>"""


def _leg(person: Person, side: int, sensed: int, mounting: Mounting) -> str:
    table, name = SEGMENTS[person.sex], ("left", "right")[side]
    thigh, shank, foot = table["thigh"], table["shank"], table["foot"]
    mass, foot_m = person.mass_kg, person.foot_m
    # A foot's long axis is x; that of the other segments is z.
    across, wide, long = _lengths(foot, foot_m)
    foot_centre = (foot.centre_share * foot_m - person.heel_behind_m, 0, -person.ankle_m / 2)
    board = _board(person, side, mounting) if side == sensed else ""
    return f"""
      <body name="{name}_thigh" pos="0 {SIDES[side] * person.hips_m / 2} 0">
        {_hinges(f"{name}_hip", "yxz")}
        {_segment(thigh, person.thigh_m, mass)}
        <body name="{name}_shank" pos="0 0 {-person.thigh_m}">
          {_hinges(f"{name}_knee", "y")}
          {_segment(shank, person.shank_m, mass)}
          <body name="{name}_foot" pos="0 0 {-person.shank_m}">
            {_hinges(f"{name}_ankle", "yxz")}
            {_inertial(foot_centre, foot.mass_share * mass, (long, across, wide))}
          </body>
        </body>{board}
      </body>"""


def _board(person: Person, side: int, mounting: Mounting) -> str:
    axes = mounting.axes(side)
    x, y, z = mounting.place_m(person, side)
    quat = np.zeros(4)
    mujoco.mju_mat2Quat(quat, axes.T.ravel())
    return f"""
        <body name="strap">
          {_hinges("strap", "z")}<joint name="strap_pz" type="slide" axis="0 0 1"/>
          {_inertial((0, 0, 0), 1e-3, (0.05, 0.05, 0.05))}
          <body name="flesh" pos="{x} {y} {z}">
            {_slides("flesh")}{_hinges("flesh", "yz")}
            {_inertial((0, 0, 0), 1e-3, (0.02, 0.02, 0.02))}
            <body name="board" quat="{" ".join(map(str, quat))}">
              {_slides("hand")}{_hinges("hand", "zxy")}
              {_inertial((0, 0, 0), BOARD_KG, (0.02, 0.02, 0.02))}
              <site name="sensor"/>
            </body>
          </body>
        </body>"""


def _segment(segment: Segment, length: float, mass: float) -> str:
    centre = (0, 0, -segment.centre_share * length)
    return _inertial(centre, segment.mass_share * mass, _lengths(segment, length))


def _lengths(segment: Segment, length: float) -> tuple[float, float, float]:
    x, y, z = segment.gyration
    return x * length, y * length, z * length


def _inertial(at: tuple[float, float, float], mass: float, gyration_m: tuple[float, float, float]) -> str:
    place = " ".join(str(float(value)) for value in at)
    moments = " ".join(str(float(mass * radius**2)) for radius in gyration_m)
    return f'<inertial pos="{place}" mass="{mass}" diaginertia="{moments}"/>'


def _slides(name: str) -> str:
    axes = (("x", "1 0 0"), ("y", "0 1 0"), ("z", "0 0 1"))
    return "".join(f'<joint name="{name}_p{axis}" type="slide" axis="{way}"/>' for axis, way in axes)


def _hinges(name: str, axes: str) -> str:
    ways = {"x": "1 0 0", "y": "0 1 0", "z": "0 0 1"}
    return "".join(f'<joint name="{name}_{axis}" type="hinge" axis="{ways[axis]}"/>' for axis in axes)
