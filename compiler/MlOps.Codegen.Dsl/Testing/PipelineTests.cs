using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Lowering;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Testing;

/// <summary>Reads the tests of a pipeline. What rows of several sources come to is computed by the reference evaluator.</summary>
public static class PipelineTests
{
    private const string Expect = "expect ";

    /// <summary>The tests of a pipeline.</summary>
    /// <param name="source">The pipeline.</param>
    /// <param name="diagnostics">Receives what is wrong with the pipeline and its tests.</param>
    /// <returns>The tests and the plan whose inputs they bring; null after a diagnostic.</returns>
    public static (ScoringPlan Plan, ImmutableArray<PipelineTest> Tests)? Of(PipelineSource source, DiagnosticBag diagnostics)
    {
        string name = source.ModelName.Length > 0 ? source.ModelName : "pipeline";
        if (source.Lower(name, diagnostics, null, false) is not { } plan)
        {
            return null;
        }

        var tests = ImmutableArray.CreateBuilder<PipelineTest>();
        foreach (TestStatement statement in source.Declarations.Tests)
        {
            if (statement.File is null)
            {
                if (Case(statement, plan, source.Declarations, diagnostics) is { } test)
                {
                    tests.Add(test);
                }
            }
            else
            {
                tests.AddRange(Rows(statement, plan, source, diagnostics));
            }
        }

        return diagnostics.HasErrors ? null : (plan.Scoring, tests.ToImmutable());
    }

    private static PipelineTest? Case(TestStatement statement, RelationalPlan plan, Declarations declarations, DiagnosticBag diagnostics)
    {
        var tables = plan.Relations.ToDictionary(relation => relation.Name, _ => new List<Scalar[]>(), StringComparer.Ordinal);
        bool complete = true;
        foreach (TestRow row in statement.Rows)
        {
            if (!declarations.Sources.TryGetValue(row.Source, out SourceDeclaration? declared))
            {
                diagnostics.Report(DiagnosticDescriptors.UnknownName, row.Location, "source", row.Source, Declarations.Hint(row.Source, declarations.Sources.Keys));
                complete = false;
                continue;
            }

            if (Row(row, declared, diagnostics) is { } values)
            {
                tables[row.Source].Add(values);
            }
            else
            {
                complete = false;
            }
        }

        if (complete && tables[plan.Root].Count != 1)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, statement.Location, $"a test has one row of '{plan.Root}', and any number of others");
            complete = false;
        }

        bool usesTime = plan.Features.Any(feature => feature is AsOfSource) || !plan.Aggregations.IsEmpty;
        long? asOf = statement.AsOf is { } moment ? Constants.Seconds(moment) : null;
        if (usesTime && asOf is null)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, statement.Location, "the pipeline depends on the time: test \"…\" as of 2026-03-01T00:00:00");
            complete = false;
        }

        ImmutableArray<ExpectedOutput>? expected = Expected(statement, plan.Scoring, diagnostics);
        if (!complete || expected is null)
        {
            return null;
        }

        if (plan.Aggregations.IsEmpty && plan.Features.All(feature => feature is ColumnSource { Path.IsEmpty: true } or AsOfSource))
        {
            Relation root = plan.Relation(plan.Root);
            Scalar[] row = tables[plan.Root][0];
            return new PipelineTest(
                statement.Name, statement.Location,
                [.. plan.Features.Select(feature => feature is ColumnSource column ? row[root.Columns.IndexOf(root.Column(column.Column))] : Scalar.FromInteger(asOf!.Value))],
                expected.Value);
        }

        try
        {
            var rows = tables.ToDictionary(table => table.Key, table => (IReadOnlyList<Scalar[]>)table.Value, StringComparer.Ordinal);
            DateTime time = DateTime.UnixEpoch.AddSeconds(asOf ?? 0);
            return new PipelineTest(statement.Name, statement.Location, new RelationalEvaluator(plan, rows).Features(time)[0], expected.Value)
            {
                Tables = rows,
                AsOf = time,
            };
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, statement.Location, $"the rows of the test are no tables: {exception.Message}");
            return null;
        }
    }

    private static Scalar[]? Row(TestRow row, SourceDeclaration source, DiagnosticBag diagnostics)
    {
        var values = new Scalar[source.Syntax.Columns.Length];
        bool complete = true;
        foreach ((string name, Formula value, SourceLocation at) in row.Values)
        {
            int position = source.Syntax.Columns.ToList().FindIndex(column => column.Name == name);
            if (position < 0)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnknownName, at, "column", name, $" of '{source.Name}'" + Declarations.Hint(name, source.Syntax.Columns.Select(column => column.Name)));
                complete = false;
                continue;
            }

            ColumnSyntax column = source.Syntax.Columns[position];
            if (Constants.OrReport(value, FormulaType.Of(column.Type, column.Digits?.Scale ?? 0), diagnostics) is { } literal)
            {
                values[position] = literal.Value;
            }
            else
            {
                complete = false;
            }
        }

        return complete ? values : null;
    }

    private static ImmutableArray<ExpectedOutput>? Expected(TestStatement statement, ScoringPlan plan, DiagnosticBag diagnostics)
    {
        var expected = ImmutableArray.CreateBuilder<ExpectedOutput>();
        foreach (Expectation expectation in statement.Expected)
        {
            if (plan.Outputs.FirstOrDefault(output => output.Schema.Name == expectation.Output) is not { } output)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnknownName, expectation.Location, "output", expectation.Output,
                    Declarations.Hint(expectation.Output, plan.Outputs.Select(candidate => candidate.Schema.Name)));
                return null;
            }

            if (Constants.OrReport(expectation.Value, new FormulaType(output.Value.Type), diagnostics) is not { } literal)
            {
                return null;
            }

            expected.Add(new ExpectedOutput(
                output.Schema.Name, literal.Value, expectation.IsApproximate && literal.Value.IsDouble ? HalfOfLastDigit(FormulaText.Of(expectation.Value)) : null));
        }

        return expected.ToImmutable();
    }

    // "0.31" stands for whatever is rounded to it.
    private static double HalfOfLastDigit(string digits)
    {
        int exponentAt = digits.IndexOfAny(['e', 'E']);
        int exponent = exponentAt < 0 ? 0 : int.Parse(digits.AsSpan(exponentAt + 1).TrimEnd(')'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = (exponentAt < 0 ? digits : digits[..exponentAt]).TrimEnd(')');
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        return 0.5000001 * Math.Pow(10, exponent - (point < 0 ? 0 : mantissa.Length - point - 1));
    }

    private static IEnumerable<PipelineTest> Rows(TestStatement statement, RelationalPlan plan, PipelineSource source, DiagnosticBag diagnostics)
    {
        if (TableFiles.Records(statement.File!, source.OpenFiles, statement.Location, diagnostics) is not { } records)
        {
            yield break;
        }

        string[] header = records[0];
        foreach (string column in header)
        {
            bool isOutput = column.StartsWith(Expect, StringComparison.Ordinal);
            IEnumerable<string> known = isOutput ? plan.Scoring.Outputs.Select(output => Expect + output.Schema.Name) : plan.Scoring.Inputs.Select(input => input.Schema.Name);
            if (!known.Contains(column, StringComparer.Ordinal))
            {
                diagnostics.Report(DiagnosticDescriptors.InvalidTableFile, statement.Location, statement.File, $"nothing is called '{column}'{Declarations.Hint(column, known)}");
                yield break;
            }
        }

        for (int row = 1; row < records.Count; row++)
        {
            var inputs = new Scalar[plan.Scoring.Inputs.Length];
            var expected = ImmutableArray.CreateBuilder<ExpectedOutput>();
            for (int i = 0; i < header.Length; i++)
            {
                bool isOutput = header[i].StartsWith(Expect, StringComparison.Ordinal);
                int position = isOutput
                    ? plan.Scoring.Outputs.Select(output => Expect + output.Schema.Name).ToList().IndexOf(header[i])
                    : plan.Scoring.Inputs.Select(input => input.Schema.Name).ToList().IndexOf(header[i]);
                DataType type = isOutput ? plan.Scoring.Outputs[position].Value.Type : plan.Scoring.Inputs[position].Value.Type;
                if (Cell(records[row][i], type) is not { } value)
                {
                    diagnostics.Report(
                        DiagnosticDescriptors.InvalidTableFile, statement.Location, statement.File,
                        string.Create(CultureInfo.InvariantCulture, $"'{records[row][i]}' in row {row} is no value of '{header[i]}'"));
                    yield break;
                }

                if (isOutput)
                {
                    expected.Add(new ExpectedOutput(plan.Scoring.Outputs[position].Schema.Name, value, value.IsDouble ? 1e-9 * Math.Max(1, Math.Abs(value.Double)) : null));
                }
                else
                {
                    inputs[position] = value;
                }
            }

            yield return new PipelineTest(string.Create(CultureInfo.InvariantCulture, $"{statement.File} row {row}"), statement.Location, inputs, expected.ToImmutable());
        }
    }

    // Null where the text is no value of the type.
    private static Scalar? Cell(string cell, DataType type)
    {
        if (cell.Length == 0)
        {
            return Scalar.Missing;
        }

        switch (type)
        {
            case DataType.String:
                return Scalar.FromText(cell);
            case DataType.Boolean:
                return cell is "true" or "1" ? Scalar.FromBoolean(true) : cell is "false" or "0" ? Scalar.FromBoolean(false) : null;
            case DataType.Integer:
                return long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? Scalar.FromInteger(whole) : null;
            case DataType.Double:
                return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? Scalar.FromDouble(number) : null;
            case DataType.Date:
                return cell.Length == 10 && Constants.Seconds(cell) is { } midnight ? Scalar.FromInteger(midnight / 86_400) : null;
            case DataType.DateTime:
                return Constants.Seconds(cell.Replace(' ', 'T')) is { } seconds ? Scalar.FromInteger(seconds) : null;
            case DataType.Time:
                return TimeOnly.TryParseExact(cell, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
                    ? Scalar.FromInteger(time.Ticks / TimeSpan.TicksPerSecond)
                    : null;
            default:
                throw new InvalidOperationException($"unknown type {type}");
        }
    }
}
