"""The page's words, ranges and colours as an ES module, made from the laptop's own tables."""

from typing import Any

from heeldrive.window import GATE_MEANINGS

from heeldrive_lab.board.log_blocks import HOME_BLOCKS, VERSIONS
from heeldrive_lab.board.log_reader import REST_STEP_MS
from heeldrive_lab.browser.table_module import table_module
from heeldrive_lab.detection.event_fields import FIELDS, FIRST_FIELDS
from heeldrive_lab.detection.explain.words import ALONE, DECIMALS, WAITS_WORDS
from heeldrive_lab.evaluation.matching import MATCH_SHARE
from heeldrive_lab.label.rows import LUNGE
from heeldrive_lab.sessions import annotation_model, annotations, format, training_notes
from heeldrive_lab.settings.render import REASON_WORDS, toml_text
from heeldrive_lab.util.phase_colours import PHASE_COLOURS
from heeldrive_lab.workbench.controls import MEASURES, controls
from heeldrive_lab.workbench.look import DARK, LIGHT, Look


def words_module() -> str:
    """The text of the module."""
    tables = {
        "LOG": {
            "versions": VERSIONS,
            "homeBlocks": HOME_BLOCKS,
            "firstFields": FIRST_FIELDS,
            "restStepMs": REST_STEP_MS,
            "carriedBy": [sorted(field.carried_by) for field in FIELDS],
        },
        "SESSION": {
            "version": format.VERSION,
            "versionKey": format.VERSION_KEY,
            "columns": format.COLUMNS,
            "numbers": [[key, *limits] for key, limits in format.NUMBER_KEYS.items()],
            "choices": format.CHOICE_KEYS,
            "required": format.REQUIRED_KEYS,
            "timeLimitMs": format.TIME_LIMIT_MS,
            "smallest": format.COUNT_MIN,
            "largest": format.COUNT_MAX,
        },
        "TRUTH": {
            "version": annotations.VERSION,
            "versionKey": annotations.VERSION_KEY,
            "columnSets": annotation_model.COLUMN_SETS,
            "columnsWords": annotations.COLUMNS_WORDS,
            "kinds": annotation_model.KINDS,
            "legs": annotation_model.LEGS,
            "notes": tuple(training_notes.NOTES),
            "activity": LUNGE,
            "matchShare": MATCH_SHARE,
        },
        "TOML": toml_text(),
        "REASON_WORDS": REASON_WORDS,
        "WAITS_WORDS": WAITS_WORDS,
        "DECIMALS": DECIMALS,
        "ALONE": ALONE,
        "GATES": _gates(),
        "CONTROLS": controls(),
        "MEASURES": list(MEASURES),
        "PHASE_COLOURS": PHASE_COLOURS,
        "LOOKS": {"light": _look(LIGHT), "dark": _look(DARK)},
    }
    return table_module(tables)


def _gates() -> dict[str, Any]:
    # The gates of the leg in back come last and begin with the same measure as those of the leg in front.
    first = next(iter(GATE_MEANINGS.values()))
    of_rear_leg = [number for number, meaning in GATE_MEANINGS.items() if meaning == first]
    by_velocity = next(each for each in GATE_MEANINGS.values() if each.shown.__name__ == "_area_mm")
    return {
        "firstOfRearLeg": of_rear_leg[-1],
        "areaPerMm": round(1 / by_velocity.shown(1, 1)[0]),
        "meanings": {
            number: {
                "words": meaning.words,
                "setting": meaning.setting,
                "unit": meaning.unit,
                "shown": meaning.shown.__name__,
                "turnsRound": meaning.turns_round,
            }
            for number, meaning in GATE_MEANINGS.items()
        },
    }


def _look(look: Look) -> dict[str, Any]:
    return {
        "ground": look.ground,
        "grid": look.grid,
        "axis": look.axis,
        "text": look.text,
        "curve": look.curves["inclination"],
        "line": look.line,
        "wrong": look.of("#c2255c"),
        "right": look.of("#1a7f5a"),
    }
