"""DICOM files, real and made."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from tests.shared_data import shared

NOT_SHOWN = {  # of those with pixels in index.csv, and why
    "JPEG-lossy.dcm": "Compressed in a way that cannot be read",
    "JPGExtended.dcm": "Compressed in a way that cannot be read",
    "JLSL_08_07_0_1F.dcm": "Compressed in a way that cannot be read",
    "liver_rle.dcm": "Compressed in a way that cannot be read",
    "liver_nonbyte_aligned_rle.dcm": "Compressed in a way that cannot be read",
    "JPEG2000-embedded-sequence-delimiter.dcm": "The file is damaged",
    "badVR.dcm": "The file is damaged",
    "meta_missing_tsyntax.dcm": "The file is damaged",
    "nested_priv_SQ.dcm": "The file is damaged",
    "MR_truncated.dcm": "The file ends too early",
}


@cache
def index() -> list[tuple[Path, dict[str, str]]]:
    """Every file of the shared folder, with what its index says of it."""
    folder = shared("dicom")
    with open(folder / "index.csv", encoding="utf-8", newline="") as file:
        return [(folder / row["file"], row) for row in csv.DictReader(file)]


def real(name: str) -> Path:
    """The shared file of that name."""
    return next(path for path, _ in index() if path.name == name)


def write(
    place: Path, values: np.ndarray[Any, Any], syntax: UID = ExplicitVRLittleEndian, **header: Any
) -> Path:
    """A DICOM file of these values (rows x columns, frames first), its header overridden by `header`."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.7")
    meta.MediaStorageSOPInstanceUID = generate_uid()
    data = Dataset()
    data.file_meta = meta
    data.PatientName, data.PatientID = "Grey^Dorian", "PID-4711"
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.Rows, data.Columns = values.shape[-2:]
    if values.ndim == 3:
        data.NumberOfFrames = len(values)
    data.BitsAllocated = data.BitsStored = values.dtype.itemsize * 8
    data.HighBit = data.BitsStored - 1
    data.PixelRepresentation = int(values.dtype.kind == "i")
    data.PixelData = values.tobytes()
    for name, value in header.items():
        setattr(data, name, value)
    data["PixelData"].VR = "OW"
    pydicom.dcmwrite(place, data, enforce_file_format=True)
    return place
