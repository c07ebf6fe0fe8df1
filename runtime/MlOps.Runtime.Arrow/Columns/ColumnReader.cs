using Apache.Arrow;

namespace MlOps.Runtime.Arrow.Columns;

/// <summary>Takes an array of the type that it was made for.</summary>
/// <param name="array">The array.</param>
/// <returns>What reads its rows.</returns>
internal delegate BlockReader ColumnReader(IArrowArray array);

/// <summary>Reads rows of an array into a column of a chunk, from the chunk's first row on.</summary>
/// <param name="from">The first row of the array.</param>
/// <param name="rows">How many.</param>
/// <param name="chunk">The chunk.</param>
/// <param name="column">The column's place in it.</param>
/// <exception cref="OverflowException">A value does not fit the column's type.</exception>
internal delegate void BlockReader(int from, int rows, ColumnChunk chunk, int column);
