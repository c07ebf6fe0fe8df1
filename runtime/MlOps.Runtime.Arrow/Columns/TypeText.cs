using Apache.Arrow.Types;

namespace MlOps.Runtime.Arrow.Columns;

/// <summary>Arrow types in messages.</summary>
internal static class TypeText
{
    /// <summary>A type with what else matters of it.</summary>
    /// <param name="type">The type.</param>
    public static string Of(IArrowType type) => type switch
    {
        DictionaryType dictionary => $"a dictionary of {Of(dictionary.ValueType)}",
        TimestampType { Timezone: { Length: > 0 } zone } => $"timestamp in the zone {zone}",
        _ => type.Name,
    };
}
