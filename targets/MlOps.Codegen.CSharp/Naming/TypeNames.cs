namespace MlOps.Codegen.CSharp.Naming;

/// <summary>The C# types of values.</summary>
internal static class TypeNames
{
    /// <summary>What generated methods compute with: NaN is a missing double, null any other missing value.</summary>
    /// <param name="type">The plan's type.</param>
    public static string Held(DataType type) => type switch
    {
        DataType.Boolean => "bool?",
        DataType.Double => "double",
        DataType.String => "string?",
        DataType.Integer or DataType.Date or DataType.Time or DataType.DateTime => "long?",
        _ => throw new InvalidOperationException($"no values of type {type}"),
    };

    /// <summary>What typed inputs and outputs show.</summary>
    /// <param name="type">The member's type.</param>
    public static string Shown(DataType type) => type switch
    {
        DataType.Boolean => "bool?",
        DataType.Integer => "long?",
        DataType.Float => "float?",
        DataType.Double => "double?",
        DataType.String => "string?",
        DataType.Date => "DateOnly?",
        DataType.Time => "TimeOnly?",
        DataType.DateTime => "DateTime?",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
