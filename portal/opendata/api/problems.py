"""Error responses of the API, in plain words."""

from django.http import JsonResponse
from ninja import Field, Schema

READABLE = {"ensure_ascii": False}  # Chinese as Chinese


class Problem(Schema):
    """Why there is no answer."""

    message: str = Field(description="What is wrong, in one sentence.")
    parameters: dict[str, list[str]] = Field(
        {}, description="What is wrong with which parameter, where it is a parameter."
    )


class RefusedError(Exception):
    """A request that is answered with a problem instead of data."""

    def __init__(self, status: int, message: str, parameters: dict[str, list[str]] | None = None):
        super().__init__(message)
        self.status = status
        self.parameters = parameters or {}


def problem_response(request, refused: RefusedError) -> JsonResponse:
    """The answer that a refusal leads to."""
    problem = Problem(message=str(refused), parameters=refused.parameters)
    return JsonResponse(problem.model_dump(), status=refused.status, json_dumps_params=READABLE)
