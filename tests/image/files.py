"""Where things are: the repository, the unpacked image, folders for what tests make."""

import os
import pathlib
import tempfile

from engine import Image

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = pathlib.Path(os.environ["IMAGE_FOLDER"])
IMAGE = Image(os.environ["IMAGE_ROOT"], FOLDER)


def new_folder(mode=0o755):
    state = FOLDER / "state"
    state.mkdir(exist_ok=True)
    path = pathlib.Path(tempfile.mkdtemp(dir=state))
    path.chmod(mode)
    return path
