"""Parquet, Feather and Arrow files, unpacked batch by batch within limits.

pyarrow's readers are imported in the functions: few files need them, and the start of the page
need not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from epochlab.data.limits import MAX_UNPACKED, STILL_THERE, bounded, check_cells, check_unpacked
from epochlab.data.settling import Loaded, Request
from epochlab.errors import UnreadableTable

if TYPE_CHECKING:
    import pyarrow

BATCH = 4_096
"""Rows unpacked at a time, so that a bomb is noticed while small."""


def read_parquet(request: Request) -> Loaded:
    """Read a Parquet file, judged by the rows, columns and bytes its metadata declare.

    Raises
    ------
    UnreadableTable : not such a file, damaged, empty or too large.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(request.content))
        metadata = file.metadata
        check_cells(metadata.num_rows, metadata.num_columns, request.name)
        groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
        unpacked = sum(group.total_byte_size for group in groups)
        check_unpacked(unpacked, request.name, MAX_UNPACKED)
        batches = file.iter_batches(batch_size=BATCH, use_threads=False)
        return _loaded(file.schema_arrow, batches, request)
    except _damage() as error:
        if isinstance(error, UnreadableTable):
            raise
        raise _damaged(request, "Parquet", error) from error


def read_arrow(request: Request) -> Loaded:
    """Read a Feather or Arrow file, judged by the rows its batches declare.

    Raises
    ------
    UnreadableTable : not such a file, damaged, empty or too large.
    """
    import pyarrow as pa
    from pyarrow import dataset

    try:
        fragment = dataset.IpcFileFormat().make_fragment(pa.BufferReader(request.content))
        check_cells(fragment.count_rows(), len(fragment.physical_schema), request.name)
        reader = pa.ipc.open_file(pa.BufferReader(request.content))
        batches = (reader.get_batch(place) for place in range(reader.num_record_batches))
        return _loaded(reader.schema, batches, request)
    except _damage() as error:
        if isinstance(error, UnreadableTable):
            raise
        raise _damaged(request, "Feather or Arrow", error) from error


def _loaded(
    schema: pyarrow.Schema, batches: Iterator[pyarrow.RecordBatch], request: Request
) -> Loaded:
    import pyarrow as pa

    table = pa.Table.from_batches(list(bounded(batches, request.name)), schema=schema)
    if not table.num_rows or not table.num_columns:
        raise UnreadableTable(
            f"{request.name} has {table.num_columns} columns and {table.num_rows} rows.",
            STILL_THERE,
            "Choose a file with rows.",
        )
    columns = [_column(chunked) for chunked in table.columns]
    return Loaded(columns, table.column_names)


def _column(chunked: pyarrow.ChunkedArray) -> pd.Series:
    import pyarrow as pa

    if pa.types.is_decimal(chunked.type):
        chunked = chunked.cast(pa.float64())
    whole: dict[Any, Any] = {
        pa.int8(): pd.Int8Dtype(),
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.uint8(): pd.UInt8Dtype(),
        pa.uint16(): pd.UInt16Dtype(),
        pa.uint32(): pd.UInt32Dtype(),
        pa.uint64(): pd.UInt64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    # By itself pyarrow makes floats of whole numbers with gaps, and objects of dates.
    return chunked.to_pandas(types_mapper=whole.get, date_as_object=False)


def _damage() -> tuple[type[Exception], ...]:
    """What pyarrow raises on damaged files; ValueError for names that are not UTF-8."""
    import pyarrow as pa

    return (pa.ArrowException, OSError, ValueError)


def _damaged(request: Request, kind: str, error: Exception) -> UnreadableTable:
    reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    return UnreadableTable(
        f"{request.name} cannot be read as {kind}: {reason.rstrip('.')}.",
        STILL_THERE,
        "Save it again, or as CSV.",
    )
