"""What a workspace says, does and records for one scope on one day, ready to be asked about."""

from checker.posture.build import Posture
from checker.posture.values import Answer, Instance, Judged, Remark

__all__ = ["Answer", "Instance", "Judged", "Posture", "Remark"]
