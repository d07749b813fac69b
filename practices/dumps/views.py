"""`/dumps/`: the files that `manage.py dump` wrote."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from practices.web import ranges
from practices.web.methods import only_read

from . import files


@only_read
@cache_control(no_cache=True)
def dumps(request: HttpRequest) -> HttpResponse:
    """Show all dumps to people, the newest first."""
    shown = [{**manifest, "made": parse_datetime(manifest["made"])} for manifest in files.manifests()]
    return render(request, "practices/dumps.html", {"dumps": shown, "offline": files.offline()})


@only_read
@cache_control(no_cache=True)
def index(request: HttpRequest) -> JsonResponse:
    """Tell programs of all dumps, the newest first."""
    return JsonResponse({"dumps": files.manifests()})


def _path(name: str) -> Path | None:
    path: Path = settings.DUMPS_DIR / name
    return path if files.NAME.fullmatch(name) and path.is_file() else None


def _about(name: str) -> os.stat_result | None:
    path = _path(name)
    try:
        return path.stat() if path else None
    except FileNotFoundError:  # it was removed just now
        return None


def _tag(request: HttpRequest, name: str) -> str | None:
    about = _about(name)
    return ranges.tag_of(about) if about else None


def _changed(request: HttpRequest, name: str) -> datetime | None:
    about = _about(name)
    return datetime.fromtimestamp(about.st_mtime, UTC) if about else None


@only_read
@cache_control(no_cache=True)
@condition(_tag, _changed)
def dump(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out a file or a part of it, or lead from `latest.csv.gz` to the newest."""
    stem, _dot, ending = name.partition(".")
    if stem == "latest" and ending in files.TYPES:
        return _newest(ending)
    path = _path(name)
    if path is None:
        raise Http404
    types = {files.SUMS: "text/plain; charset=utf-8", **files.BOOKS}
    content_type = types.get(name) or types.get(name.partition(".")[2])  # else by its ending
    try:
        return ranges.sent(request, path, content_type)
    except FileNotFoundError as error:  # it was removed just now
        raise Http404 from error


def _newest(ending: str) -> HttpResponseRedirect:
    for manifest in files.manifests()[:1]:
        for file in manifest["files"]:
            if file["name"].partition(".")[2] == ending:
                return HttpResponseRedirect(reverse("dump", args=[file["name"]]))
    raise Http404
