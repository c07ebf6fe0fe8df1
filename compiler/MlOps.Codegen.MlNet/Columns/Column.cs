using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlOps.Codegen.MlNet.Columns;

/// <summary>A column as it is at one place of a chain. Columns of one name follow each other; each is an object of its own.</summary>
/// <param name="Schema">Its name, type and annotations.</param>
/// <param name="Slots">Its values: one, or as many as the vector is long.</param>
internal sealed record Column(DataViewSchema.Column Schema, ImmutableArray<Slot> Slots)
{
    /// <summary>Its name.</summary>
    public string Name => Schema.Name;

    /// <summary>Whether it is a vector, of whatever length.</summary>
    public bool IsVector => Schema.Type is VectorDataViewType;

    /// <summary>Whether it has as many values as a row brings: those here may lack some, so that places are not known.</summary>
    public bool IsOfAnyLength => IsVector && WidthOf(Schema.Type) == 0;

    /// <summary>The type of a value.</summary>
    public DataViewType ItemType => ItemTypeOf(Schema.Type);

    /// <summary>Its values as numbers; null where one is none.</summary>
    public NumberSlot[]? Numbers => Slots.All(slot => slot is NumberSlot) ? [.. Slots.Cast<NumberSlot>()] : null;

    /// <summary>The type of a value.</summary>
    /// <param name="type">A column's type.</param>
    public static DataViewType ItemTypeOf(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>How many values a column has; 0 where that is not known.</summary>
    /// <param name="type">A column's type.</param>
    public static int WidthOf(DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary>The public names of a column's values: its own, or, of a vector, with the slot's name or number behind a dot.</summary>
    /// <param name="schema">The column.</param>
    public static ImmutableArray<string> PublicNames(DataViewSchema.Column schema)
    {
        if (schema.Type is not VectorDataViewType vector)
        {
            return [schema.Name];
        }

        string[] slots = SlotNames(schema, vector.Size);
        return [.. slots.Select(slot => $"{schema.Name}.{slot}")];
    }

    // Names that do not tell slots apart are no names.
    private static string[] SlotNames(DataViewSchema.Column schema, int width)
    {
        string[] numbers = [.. Enumerable.Range(0, width).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        if (!schema.HasSlotNames())
        {
            return numbers;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        schema.GetSlotNames(ref names);
        string[] texts = [.. names.DenseValues().Select(name => name.ToString())];
        bool tell = texts.Length == width && texts.All(text => text.Length > 0) && texts.Distinct(StringComparer.OrdinalIgnoreCase).Count() == width;
        return tell ? texts : numbers;
    }
}
