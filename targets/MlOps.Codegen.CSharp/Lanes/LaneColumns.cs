using System.Globalization;
using MlOps.Codegen.CSharp.Classes;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Lanes;

/// <summary>Writes what turns columns that are not of numbers into codes, and codes into such columns.</summary>
/// <param name="codes">The codes.</param>
/// <param name="data">The constants.</param>
/// <param name="block">How many rows are scored together.</param>
internal sealed class LaneColumns(LaneCodes codes, StaticData data, BlockLength block)
{
    private string? texts;

    /// <summary>Whether a member's column holds numbers, which are read and written as they are.</summary>
    /// <param name="member">The member.</param>
    public static bool IsOfNumbers(RecordMember member) => member.Type is DataType.Double or DataType.Float;

    /// <summary>What a member's column holds.</summary>
    /// <param name="member">The member.</param>
    public static string Element(RecordMember member) => IsOfNumbers(member) ? member.Shown.TrimEnd('?') : member.Shown;

    /// <summary>The statement that codes a block of an input's column.</summary>
    /// <param name="member">The input.</param>
    /// <param name="slot">Where its codes go.</param>
    public string Read(RecordMember member, int slot)
    {
        string table = member switch
        {
            { Type: DataType.Boolean or DataType.Integer } => "",
            { Enum: { } item } => data.Image("LaneCodes", [.. item.Texts.Select(text => Number(codes.Place(text)))], "int") + ", ",
            { Type: DataType.String } => data.Categories(DataType.String, [.. codes.Texts.Select(Scalar.FromText)]) + ", ",
            _ => throw new InvalidOperationException($"no codes for {member.Type}"),
        };
        return $"ColumnCodes.Read(columns.{member.Name}.Slice(begin, count), {table}{Slots(slot)});";
    }

    /// <summary>The statement that writes a block of an output's column.</summary>
    /// <param name="member">The output.</param>
    /// <param name="slot">Where its codes are.</param>
    public string Write(RecordMember member, int slot)
    {
        string table = member switch
        {
            { Type: DataType.Boolean or DataType.Integer } => "",
            { Enum: { } item } => data.Image("LaneMembers", [.. codes.Texts.Select(text => Number(item.Texts.IndexOf(text)))], "int") + ", ",
            { Type: DataType.String } => (texts ??= data.Column("LaneTexts", DataType.String, [.. codes.Texts.Select(Scalar.FromText)])) + ", ",
            _ => throw new InvalidOperationException($"no codes for {member.Type}"),
        };
        return $"ColumnCodes.Write({Slots(slot)}, {table}results.{member.Name}.Slice(begin, count));";
    }

    /// <summary>The statement that looks a block of codes up.</summary>
    /// <param name="slot">Where the codes are.</param>
    /// <param name="table">What stands for codes without an entry, then what stands for 0, 1, 2, …; NaN is missing.</param>
    /// <param name="missing">What stands for a missing code.</param>
    /// <param name="target">Where the results go.</param>
    public string Look(int slot, IReadOnlyList<double> table, double missing, int target)
    {
        string entries = data.Image("LaneTable", [.. table.Select(Literals.Double)], "double");
        return $"ColumnCodes.Look({Slots(slot)}, {entries}, {Literals.Double(missing)}, {Slots(target)});";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private string Slots(int slot) => string.Create(CultureInfo.InvariantCulture, $"slots.Slice({slot} * {block.Slots}, count)");
}
