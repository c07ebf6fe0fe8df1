using System.Text;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>Pipelines of tests.</summary>
internal static class Pipelines
{
    public const string File = "test.pipeline";

    private static readonly ModelFormat Format = PipelineFormat.Create([PmmlSource.Format]);

    /// <summary>Everything that the compiler has to say of a pipeline.</summary>
    public static Diagnostic[] Check(string text, string file = File)
    {
        var diagnostics = new DiagnosticBag();
        Read(text, file, diagnostics)?.Compile("test", diagnostics);
        return [.. diagnostics];
    }

    /// <summary>The plan of a pipeline that has no errors.</summary>
    public static ScoringPlan Compile(string text, string file = File)
    {
        var diagnostics = new DiagnosticBag();
        ScoringPlan? plan = Read(text, file, diagnostics)?.Compile("test", diagnostics);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        return plan;
    }

    /// <summary>The plan over several tables of a pipeline that has no errors.</summary>
    public static RelationalPlan CompileRelational(string text, string file = File)
    {
        var diagnostics = new DiagnosticBag();
        RelationalPlan? plan = Read(text, file, diagnostics)?.CompileRelational("test", diagnostics);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        return plan;
    }

    public static PipelineSource? Read(string text, string file, DiagnosticBag diagnostics) =>
        (PipelineSource?)Format.Reader(new MemoryStream(Encoding.UTF8.GetBytes(text)), file, diagnostics);

    /// <summary>A row of a plan, by names.</summary>
    public static Scalar[] Row(ScoringPlan plan, params (string Name, Scalar Value)[] values) =>
        [.. plan.Inputs.Select(input => values.FirstOrDefault(value => value.Name == input.Schema.Name).Value)];

    /// <summary>A plan's outputs by name.</summary>
    public static Dictionary<string, Scalar> Score(ScoringPlan plan, params (string Name, Scalar Value)[] values)
    {
        Scalar[] outputs = new PlanEvaluator(plan).Evaluate(Row(plan, values));
        return plan.Outputs.Select((output, i) => (output.Schema.Name, outputs[i])).ToDictionary(pair => pair.Name, pair => pair.Item2);
    }

    public static Scalar Date(string text) => Scalar.FromInteger(DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    public static Scalar Time(string text) => Scalar.FromInteger((long)(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalSeconds);
}
