using System.Collections.Immutable;

namespace MlOps.Codegen.Dsl.Checking;

/// <summary>The type of a value of the language.</summary>
/// <param name="Type">How plans hold it.</param>
/// <param name="Scale">Of a decimal how many digits stand after the point; a plan holds it as a double. Null for what is none.</param>
internal readonly record struct FormulaType(DataType Type, int? Scale = null)
{
    /// <summary>Decimals of more digits after the point are doubles.</summary>
    public const int MostScale = 9;

    public static FormulaType Integer { get; } = new(DataType.Integer);

    public static FormulaType Double { get; } = new(DataType.Double);

    public static FormulaType Boolean { get; } = new(DataType.Boolean);

    public static FormulaType Text { get; } = new(DataType.String);

    public static FormulaType Date { get; } = new(DataType.Date);

    public static FormulaType Timestamp { get; } = new(DataType.DateTime);

    public bool IsNumber => Type is DataType.Integer or DataType.Double;

    /// <summary>A decimal, or a double where it has too many digits.</summary>
    public static FormulaType Decimal(int scale) => scale <= MostScale ? new(DataType.Double, scale) : Double;

    /// <summary>What a sum or a choice of two numbers is.</summary>
    public static FormulaType Common(FormulaType a, FormulaType b) => (a, b) switch
    {
        ({ Type: DataType.Integer }, { Type: DataType.Integer }) => Integer,
        _ => a.Digits is { } left && b.Digits is { } right ? Decimal(Math.Max(left, right)) : Double,
    };

    /// <summary>The digits after the point of numbers that have a known number of them.</summary>
    public int? Digits => Type == DataType.Integer ? 0 : Scale;

    /// <summary>The type as messages name it.</summary>
    public string Name => Type switch
    {
        DataType.Integer => "an integer",
        DataType.Double => Scale is null ? "a number" : "a decimal",
        DataType.Boolean => "a condition",
        DataType.String => "a text",
        DataType.Date => "a date",
        DataType.Time => "a time",
        DataType.DateTime => "a timestamp",
        _ => throw new InvalidOperationException($"unknown type {Type}"),
    };

    /// <summary>The type of a column, or of an output, by its word.</summary>
    public static FormulaType Of(string word, int scale = 0) => word switch
    {
        "integer" => Integer,
        "double" or "float" => Double,
        "decimal" => Decimal(scale),
        "boolean" => Boolean,
        "text" => Text,
        "date" => Date,
        "time" => new FormulaType(DataType.Time),
        "timestamp" => Timestamp,
        _ => throw new InvalidOperationException($"unknown type {word}"),
    };

    /// <summary>How a schema names it.</summary>
    public static DataType SchemaOf(string word) => word == "float" ? DataType.Float : Of(word).Type;
}
