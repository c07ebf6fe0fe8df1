namespace MlOps.Codegen.CSharp.Naming;

/// <summary>The simple names that generated code uses itself; nothing from a model may hide them.</summary>
internal static class ReservedNames
{
    /// <summary>Types and members that generated methods name.</summary>
    public static IReadOnlyList<string> InMethods { get; } =
    [
        "input", "values", "row", "outputs", "input_", "output_", "_",
        "Data", "Values", "Columns", "Score", "Instance", "IScorer", "ScorerColumn", "ColumnType", "RowValue", "ScalarMath",
        "ScalarTest", "ScalarText", "ScalarCalendar", "NumberFormat", "TextPattern", "TextCategories", "IntegerCategories",
        "NumberCategories", "LookupTable", "TreeEnsemble", "PointDistances", "PointAxis", "PointComparison", "Math", "Span",
        "ReadOnlySpan", "System", "MlOps", "DateOnly", "TimeOnly", "DateTime", "IReadOnlyList",
    ];

    /// <summary>What a record struct declares by itself.</summary>
    public static IReadOnlyList<string> InRecords { get; } =
    [
        "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize", "ReferenceEquals", "Clone", "Deconstruct",
        "PrintMembers", "EqualityContract", "op_Equality", "op_Inequality", "_",
    ];
}
