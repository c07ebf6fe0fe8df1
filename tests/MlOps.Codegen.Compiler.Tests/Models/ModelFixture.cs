using System.Text;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Compiler.Tests.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Tests.Models;

/// <summary>A PMML file compiled to a plan, scored by the reference evaluator.</summary>
internal sealed class ModelFixture
{
    private readonly ScoringPlan plan;

    private ModelFixture(ScoringPlan plan) => this.plan = plan;

    /// <summary>Compiles a file that has nothing against it.</summary>
    public static ModelFixture Of(string pmml)
    {
        var diagnostics = new DiagnosticBag();
        ScoringPlan? plan = Compile(pmml, diagnostics);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        return new ModelFixture(plan);
    }

    /// <summary>The errors of a file that is refused.</summary>
    public static string[] Refusals(string pmml)
    {
        var diagnostics = new DiagnosticBag();
        ScoringPlan? plan = Compile(pmml, diagnostics);
        Assert.Null(plan);
        return [.. diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{diagnostic.Id} {diagnostic.Message}")];
    }

    /// <summary>A whole file around a model element.</summary>
    /// <param name="dataFields">The DataField elements.</param>
    /// <param name="model">The model element.</param>
    public static string File(string dataFields, string model) => $"""
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary>{dataFields}</DataDictionary>
        {model}
        </PMML>
        """;

    /// <summary>Scores one row; fields that are not given are missing.</summary>
    public ScoredRow Score(params (string Field, object? Value)[] row) => Score(plan, row);

    /// <summary>Scores one row with every kernel expanded into scalar definitions, within narrow limits.</summary>
    public ScoredRow ScoreExpanded(params (string Field, object? Value)[] row) =>
        Score(KernelExpansion.ExpandAll(plan, new ExpansionLimits(CaseDepth: 2, SumTerms: 3, ExpressionNodes: 100)), row);

    private static ScoredRow Score(ScoringPlan plan, (string Field, object? Value)[] row)
    {
        Scalar[] inputs = [.. plan.Inputs.Select(input => ScopeFixture.Value(
            row.FirstOrDefault(cell => cell.Field == input.Schema.Name).Value))];
        Scalar[] outputs = new PlanEvaluator(plan).Evaluate(inputs);
        return new ScoredRow(plan.Outputs.Select((output, i) => (output.Schema.Name, outputs[i])).ToDictionary());
    }

    private static ScoringPlan? Compile(string pmml, DiagnosticBag diagnostics)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(pmml));
        PipelineDocument? document = PmmlReader.Read(stream, "model.pmml", diagnostics);
        return document is null ? null : PipelineCompiler.Compile(document, "model", diagnostics);
    }
}

/// <summary>The outputs of a row by name.</summary>
internal sealed class ScoredRow(Dictionary<string, Scalar> outputs)
{
    /// <summary>An output.</summary>
    public Scalar this[string name] => outputs[name];

    /// <summary>Checks numbers to 12 digits, and that nothing is missing.</summary>
    public void Is(params (string Output, double Expected)[] numbers)
    {
        foreach ((string output, double expected) in numbers)
        {
            Scalar actual = outputs[output];
            Assert.True(actual.IsDouble, $"{output} is {actual}");
            double error = Math.Abs(actual.Double - expected) / Math.Max(Math.Abs(expected), 1e-3);
            Assert.True(error <= 1e-12, $"{output} is {actual}, not {expected:R}");
        }
    }

    /// <summary>Checks that outputs are missing.</summary>
    public void IsMissing(params string[] names) => Assert.All(names, name => Assert.True(outputs[name].IsMissing, $"{name} is {outputs[name]}"));
}
