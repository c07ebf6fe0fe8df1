using System.Text.Json;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>The typical row of a table: the middle value of each column of numbers or dates, the most frequent one of every other.</summary>
internal static class TypicalRow
{
    /// <summary>Computes it from a CSV file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">The plan, whose inputs are wanted.</param>
    /// <returns>The row to keep.</returns>
    /// <exception cref="CommandFailure">The file is not there, has no rows, or has a value that its column's type does not admit.</exception>
    public static BaselineRow Of(string path, ScoringPlan plan)
    {
        FieldSchema[] fields = [.. plan.Inputs.Select(input => input.Schema)];
        Scalar[][] rows = [.. PlanRows.Read(path, plan.Grouping, fields)];
        if (rows.Length == 0)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{path}' has no rows");
        }

        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (int i = 0; i < fields.Length; i++)
        {
            DataType type = plan.Inputs[i].Value.Type;
            Scalar typical = Typical([.. rows.Select(row => row[i])], type);
            values.Add(fields[i].Name, typical.IsMissing ? null : TextValue.Format(typical, type));
        }

        return new BaselineRow(Path.GetFileName(path), rows.Length, JsonSerializer.Serialize(values));
    }

    /// <summary>The values of a kept row, an input each; missing where it has none.</summary>
    /// <param name="baseline">The row; null for one whose every input is missing.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="CommandFailure">The row is not one of the plan's.</exception>
    public static Scalar[] Values(BaselineRow? baseline, ScoringPlan plan)
    {
        Dictionary<string, string?> kept = baseline is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string?>>(baseline.Json) ?? [];
        return
        [
            .. plan.Inputs.Select(input => kept.GetValueOrDefault(input.Schema.Name) is { } text
                ? TextValue.Parse(text, input.Value.Type)
                    ?? throw new CommandFailure(ExitCodes.Unreachable, $"the baseline has '{text}' for {input.Schema.Name}, which is no {input.Value.Type}")
                : Scalar.Missing),
        ];
    }

    // What more than half of the rows lack is typically missing. Of an even number of values the lower of the middle ones is taken:
    // a value that there is.
    private static Scalar Typical(Scalar[] column, DataType type)
    {
        Scalar[] present = [.. column.Where(value => !value.IsMissing)];
        if (present.Length * 2 < column.Length || present.Length == 0)
        {
            return Scalar.Missing;
        }

        return type switch
        {
            DataType.Integer or DataType.Date or DataType.Time or DataType.DateTime => present.OrderBy(value => value.Integer).ElementAt((present.Length - 1) / 2),
            DataType.Float or DataType.Double => present.OrderBy(value => value.Double).ElementAt((present.Length - 1) / 2),
            DataType.Boolean or DataType.String => present
                .GroupBy(value => value)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => TextValue.Format(group.Key, type), StringComparer.Ordinal)
                .First().Key,
            _ => throw new InvalidOperationException($"unknown type {type}"),
        };
    }
}
