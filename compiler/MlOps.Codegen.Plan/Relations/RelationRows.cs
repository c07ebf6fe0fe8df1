using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>The rows of a relation, with the positions of its columns, and an index by its key.</summary>
internal sealed class RelationRows
{
    private readonly Dictionary<string, int> positions;
    private readonly Lazy<Dictionary<RowKey, Scalar[]>> byKey;

    public RelationRows(Relation relation, IReadOnlyList<Scalar[]> rows)
    {
        Relation = relation;
        Rows = rows;
        positions = relation.Columns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        byKey = new Lazy<Dictionary<RowKey, Scalar[]>>(Index);
    }

    public Relation Relation { get; }

    public IReadOnlyList<Scalar[]> Rows { get; }

    public Scalar Value(Scalar[] row, string column) => row[positions[column]];

    /// <summary>The values of several columns; null where one is missing.</summary>
    public RowKey? Key(Scalar[] row, ImmutableArray<string> columns)
    {
        var values = new Scalar[columns.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(row, columns[i]);
            if (values[i].IsMissing)
            {
                return null;
            }
        }

        return new RowKey(values);
    }

    /// <summary>The row with a key; null where there is none.</summary>
    public Scalar[]? Find(RowKey key) => byKey.Value.GetValueOrDefault(key);

    private Dictionary<RowKey, Scalar[]> Index()
    {
        var index = new Dictionary<RowKey, Scalar[]>();
        foreach (Scalar[] row in Rows)
        {
            if (Key(row, Relation.Key) is { } key && !index.TryAdd(key, row))
            {
                throw new ArgumentException($"two rows of '{Relation.Name}' have the key {key}");
            }
        }

        return index;
    }
}

/// <summary>The values of a key's columns, none missing.</summary>
internal sealed class RowKey(Scalar[] values) : IEquatable<RowKey>
{
    private readonly Scalar[] values = values;

    public bool Equals(RowKey? other) => other is not null && values.AsSpan().SequenceEqual(other.values);

    public override bool Equals(object? obj) => Equals(obj as RowKey);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (Scalar value in values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => string.Join(", ", values);
}
