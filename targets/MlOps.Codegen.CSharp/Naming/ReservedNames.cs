namespace MlOps.Codegen.CSharp.Naming;

/// <summary>The simple names that generated code uses itself; nothing from a model may hide them.</summary>
internal static class ReservedNames
{
    /// <summary>Types and members that generated methods name.</summary>
    public static IReadOnlyList<string> InMethods { get; } =
    [
        "input", "output", "values", "row", "outputs", "input_", "output_", "_",
        "TLanes", "ScoreLanes", "VectorWidth", "Doubles128", "Doubles256", "Doubles512", "IDoubleLanes",
        "ScoreVectors", "ScoreRows", "SpreadRow", "GatherRow", "RowRoom", "Array",
        "Data", "Values", "Columns", "Score", "ScoreBatch", "Show", "Read", "Box", "ReadRow", "WriteRow", "Instance",
        "ScoreColumns", "ReadChunk", "WriteChunk", "ColumnChunk", "Explain", "Unpack", "Explainer", "Explanation",
        "IScorer", "ScorerColumn", "ColumnType", "ColumnCodes", "EachLane", "ColumnValue", "RowValue", "BatchPath", "BatchRoom", "BatchRows", "CategoryTexts",
        "ScalarMath", "ScalarTest", "ScalarText", "ScalarCalendar", "ScalarHash", "NumberFormat", "TextPattern", "TextTranslation",
        "TextCategories", "IntegerCategories", "NumberCategories", "ConstantTable", "LookupTable", "TreeEnsemble",
        "PointDistances", "PointAxis", "PointComparison", "DenseLayer", "KernelSum", "NgramCounter", "NgramTokens", "NgramBag",
        "SlidingWindow", "SlidingCount", "SlidingIntegerSum", "SlidingDoubleSum", "SlidingDistinct", "SlidingExtreme", "SlidingEdge",
        "WindowBounds", "ZoneClock", "IFeatureStore", "Dictionary", "IEnumerable", "List", "TimeSpan", "ArgumentOutOfRangeException",
        "Math", "Span", "ReadOnlySpan", "System", "MlOps", "DateOnly", "TimeOnly", "DateTime", "IReadOnlyList",
    ];

    /// <summary>Whether a generated class may have a method of this name: the parts of methods that would be too long.</summary>
    /// <param name="name">The name.</param>
    public static bool IsPart(string name)
    {
        string stem = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return stem.Length < name.Length && stem is "ScorePart" or "FillPart" or "ShowPart" or "ReadPart" or "BoxPart"
            or "LanePart" or "ReadChunkPart" or "WriteChunkPart";
    }

    /// <summary>What a record struct declares by itself.</summary>
    public static IReadOnlyList<string> InRecords { get; } =
    [
        "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize", "ReferenceEquals", "Clone", "Deconstruct",
        "PrintMembers", "EqualityContract", "op_Equality", "op_Inequality", "_",
    ];
}
