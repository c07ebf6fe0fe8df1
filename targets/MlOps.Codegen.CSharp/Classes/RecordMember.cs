using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>A member of a typed input or output.</summary>
/// <param name="Name">The identifier.</param>
/// <param name="Type">The type that the member shows: where the model says float or integer but the plan does not round, double.</param>
/// <param name="Schema">The field.</param>
/// <param name="Origin">Where the model declares it.</param>
internal sealed record RecordMember(string Name, DataType Type, FieldSchema Schema, Origin Origin)
{
    /// <summary>The enumeration that the member shows instead of texts; null where it shows what its type says.</summary>
    public CategoryEnum? Enum { get; init; }

    /// <summary>The C# type of the member.</summary>
    public string Shown => Enum is null ? TypeNames.Shown(Type) : Enum.Name + "?";

    /// <summary>The input as what generated methods compute with.</summary>
    public string Read() => Type switch
    {
        DataType.Float or DataType.Double => $"input.{Name} ?? double.NaN",
        DataType.Date => $"ScalarCalendar.FromDate(input.{Name})",
        DataType.Time => $"ScalarCalendar.FromTime(input.{Name})",
        DataType.DateTime => $"ScalarCalendar.FromDateTime(input.{Name})",
        DataType.String when Enum is not null => Enum.ToText($"input.{Name}"),
        DataType.Boolean or DataType.Integer or DataType.String => $"input.{Name}",
        _ => throw new InvalidOperationException($"unknown type {Type}"),
    };

    /// <summary>A value of the input's column as what generated methods compute with.</summary>
    /// <param name="row">The row.</param>
    public string ReadColumn(string row) => Type switch
    {
        DataType.String when Enum is not null => Enum.ToText($"columns.{Name}[{row}]"),
        DataType.Float or DataType.Double or DataType.Boolean or DataType.Integer or DataType.String => $"columns.{Name}[{row}]",
        DataType.Date => $"ScalarCalendar.FromDate(columns.{Name}[{row}])",
        DataType.Time => $"ScalarCalendar.FromTime(columns.{Name}[{row}])",
        DataType.DateTime => $"ScalarCalendar.FromDateTime(columns.{Name}[{row}])",
        _ => throw new InvalidOperationException($"unknown type {Type}"),
    };

    /// <summary>A computed value as what the output shows.</summary>
    /// <param name="value">The value.</param>
    public string Show(string value) => Type switch
    {
        DataType.Float => $"ScalarMath.ToNullableFloat({value})",
        DataType.Double => $"ScalarMath.ToNullable({value})",
        DataType.Date => $"ScalarCalendar.ToDate({value})",
        DataType.Time => $"ScalarCalendar.ToTime({value})",
        DataType.DateTime => $"ScalarCalendar.ToDateTime({value})",
        DataType.String when Enum is not null => Enum.FromText(value),
        DataType.Boolean or DataType.Integer or DataType.String => value,
        _ => throw new InvalidOperationException($"unknown type {Type}"),
    };

    /// <summary>A boxed input as what the record takes.</summary>
    /// <param name="value">The boxed value.</param>
    /// <param name="column">Its column.</param>
    public string Unbox(string value, string column)
    {
        string reader = Type switch
        {
            DataType.Boolean => "AsBoolean",
            DataType.Integer => "AsInteger",
            DataType.Float => "AsFloat",
            DataType.Double => "AsDouble",
            DataType.String => "AsText",
            DataType.Date => "AsDate",
            DataType.Time => "AsTime",
            DataType.DateTime => "AsDateTime",
            _ => throw new InvalidOperationException($"unknown type {Type}"),
        };
        string read = $"RowValue.{reader}({value}, {column})";
        return Enum is null ? read : Enum.FromText(read);
    }

    /// <summary>An output as the object that untyped callers receive.</summary>
    public string Box() =>
        Type == DataType.Float ? $"(double?)output.{Name}"
        : Enum is null ? $"output.{Name}"
        : Enum.ToText($"output.{Name}");

    /// <summary>What the documentation says of the member.</summary>
    public string Documentation
    {
        get
        {
            string use = Schema.OpType is { } opType ? $", {LowerCase(opType.ToString())}" : "";
            string origin = Comments.Of(Origin);
            string place = origin.Length == 0 ? "" : $" ({Comments.Xml(origin)})";
            return $"The field <c>{Comments.Xml(Schema.Name)}</c>: {LowerCase(Schema.Type.ToString())}{use}{place}.";
        }
    }

    private static string LowerCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
