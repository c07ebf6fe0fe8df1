using System.Collections.Frozen;

namespace MlOps.Runtime;

/// <summary>Finds the row of a table that has a key of several columns.</summary>
/// <remarks>
/// Columns are folded pair by pair: the number of the combination so far and the next column's code give the number of the
/// longer combination, so that any number of columns needs only integer keys. A table of one column needs no more than its
/// <see cref="Categories{T}"/>: there <see cref="Row"/> only tells the special rows.
/// </remarks>
public sealed class LookupTable
{
    private readonly int rows;
    private readonly int columns;
    private readonly FrozenDictionary<long, int>[] folds;

    /// <summary>Prepares a table.</summary>
    /// <param name="columns">How many columns the key has, at least 1.</param>
    /// <param name="codes">
    /// The keys' codes, row after row. For one column it is empty: then row i has code i, and <paramref name="rows"/> says how many.
    /// </param>
    /// <param name="rows">How many rows.</param>
    /// <exception cref="ArgumentException">Two rows have the same key.</exception>
    public LookupTable(int columns, int rows, ReadOnlySpan<int> codes)
    {
        this.rows = rows;
        this.columns = columns;
        folds = new FrozenDictionary<long, int>[columns - 1];
        if (columns == 1)
        {
            return;
        }

        int[] combination = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            combination[row] = codes[row * columns];
        }

        for (int column = 1; column < columns; column++)
        {
            bool last = column == columns - 1;
            var fold = new Dictionary<long, int>();
            for (int row = 0; row < rows; row++)
            {
                long pair = Pair(combination[row], codes[(row * columns) + column]);
                if (last)
                {
                    fold.Add(pair, row);
                }
                else if (!fold.TryGetValue(pair, out combination[row]))
                {
                    combination[row] = fold.Count;
                    fold.Add(pair, combination[row]);
                }
            }

            folds[column - 1] = fold.ToFrozenDictionary();
        }
    }

    /// <summary>The row of a key.</summary>
    /// <param name="key">A code per column.</param>
    /// <returns>The row from 0; the number of rows where none matches; one more where a part of the key is missing.</returns>
    public int Row(params ReadOnlySpan<int> key)
    {
        if (key.Length != columns)
        {
            throw new ArgumentException($"the key has {columns} columns, not {key.Length}", nameof(key));
        }

        if (key.Contains(TextCategories.Missing))
        {
            return rows + 1;
        }

        int row = key[0];
        for (int i = 1; i < key.Length && row >= 0; i++)
        {
            row = key[i] >= 0 && folds[i - 1].TryGetValue(Pair(row, key[i]), out int next) ? next : TextCategories.Unknown;
        }

        return row < 0 ? rows : row;
    }

    private static long Pair(int combination, int code) => ((long)combination << 32) | (uint)code;
}
