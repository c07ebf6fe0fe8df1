using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Lowering;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Contributions;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>Puts models of files into the pipeline's plan.</summary>
internal static class FileModels
{
    /// <summary>Lowers a model of a file; null after a diagnostic.</summary>
    /// <param name="name">What the pipeline calls it.</param>
    /// <param name="model">The model.</param>
    /// <param name="files">The pipeline's files.</param>
    /// <param name="reasons">The reasons that are asked of it; null for none.</param>
    /// <param name="lowering">Lowers formulas.</param>
    public static ModelOutputs? Lower(string name, FileModel model, PipelineFiles files, ReasonsStatement? reasons, FormulaLowering lowering)
    {
        DiagnosticBag diagnostics = lowering.Scope.Context.Diagnostics;
        if (files.Model(model, diagnostics) is not { } source)
        {
            return null;
        }

        var own = new DiagnosticBag();
        ScoringPlan? plan = source.Compile(name, own, PassOptions.None, lowering.Scope.Context.Plan.HasOrdinaryInputs);
        diagnostics.Add(own);
        if (plan is null)
        {
            return null;
        }

        if (plan.Grouping is not null)
        {
            return Refuse(lowering, model, $"the model '{name}' takes several rows at once");
        }

        foreach (BindingSyntax binding in model.Bindings)
        {
            if (!plan.Inputs.Any(candidate => candidate.Schema.Name == binding.Input))
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnknownName,
                    binding.Location,
                    "input",
                    binding.Input,
                    $" of the model '{name}'" + Declarations.Hint(binding.Input, plan.Inputs.Select(candidate => candidate.Schema.Name)));
                return null;
            }
        }

        int count = plan.Outputs.Length;
        PlanContributions? explained = null;
        string? explains = null, whyNone = null;
        if (reasons is not null)
        {
            if (Baselines(model, plan, diagnostics) is not { } baselines)
            {
                return null;
            }

            (explained, explains, whyNone) = Explain(plan, reasons, baselines);
            plan = explained?.Plan ?? plan;
        }

        Expression?[] inputs = [.. plan.Inputs.Select(input => Bound(name, model, input, lowering))];
        if (inputs.Contains(null))
        {
            return null;
        }

        ImmutableArray<Expression> values = PlanGraft.Into(plan, inputs!, name + "_", lowering.Scope.Context.Plan);
        var outputs = ImmutableDictionary.CreateBuilder<string, Typed>(StringComparer.Ordinal);
        foreach ((PlanOutput output, Expression value) in plan.Outputs.Take(count).Zip(values))
        {
            var typed = new Typed(value, new FormulaType(value.Type));
            outputs[output.Schema.Name] = typed;
            outputs.TryAdd(Plain(output.Schema.Name), typed);
        }

        ImmutableArray<Contribution>? contributions = explained is null
            ? null
            : [.. explained.Names.Zip(values.Skip(count), (contribution, value) => new Contribution(contribution, value))];
        return new ModelOutputs(outputs.ToImmutable(), count == 1 ? plan.Outputs[0].Schema.Name : null, contributions)
        {
            Explained = explains,
            WhyNone = whyNone,
        };
    }

    private static Dictionary<string, Scalar>? Baselines(FileModel model, ScoringPlan plan, DiagnosticBag diagnostics)
    {
        var baselines = new Dictionary<string, Scalar>(StringComparer.Ordinal);
        foreach (BindingSyntax binding in model.Bindings.Where(binding => binding.Baseline is not null))
        {
            DataType type = plan.Inputs.First(input => input.Schema.Name == binding.Input).Value.Type;
            if (Constants.OrReport(binding.Baseline!, new FormulaType(type), diagnostics) is not { } constant)
            {
                return null;
            }

            baselines[binding.Input] = constant.Value;
        }

        return baselines;
    }

    // The output that is named, or the only one that can be explained.
    private static (PlanContributions? Explained, string? Output, string? WhyNone) Explain(
        ScoringPlan plan, ReasonsStatement reasons, Dictionary<string, Scalar> baselines)
    {
        PlanOutput[] candidates = reasons.Output is { } wanted
            ? [.. plan.Outputs.Where(output => output.Schema.Name == wanted || Plain(output.Schema.Name) == wanted)]
            : [.. plan.Outputs.Where(output => PlanContributions.Has(plan, output))];
        switch (candidates)
        {
            case [var output]:
                PlanContributions? explained = PlanContributions.Of(plan, output, baselines, out string why);
                return (explained, reasons.Output, explained is null ? why : null);
            case []:
                return (null, null, reasons.Output is null
                    ? "none of its outputs is a sum, or a rising or falling function of one"
                    : $"it has no output '{reasons.Output}'");
            default:
                string names = string.Join(", ", candidates.Select(candidate => $"{reasons.Model}.{Plain(candidate.Schema.Name)}"));
                return (null, null, $"it has several scores: name one of {names}");
        }
    }

    private static Expression? Bound(string name, FileModel model, PlanInput input, FormulaLowering lowering)
    {
        Formula? formula = model.Bindings.FirstOrDefault(binding => binding.Input == input.Schema.Name)?.Value;
        SourceLocation at = formula?.Location ?? model.Location;
        if (formula is null && !lowering.Scope.Knows(input.Schema.Name))
        {
            Refuse(lowering, model, $"the model '{name}' needs '{input.Schema.Name}', and nothing here is called so: bind it, as in ({input.Schema.Name}: …)");
            return null;
        }

        Typed? value = lowering.Lower(formula ?? new NameFormula([input.Schema.Name], at));
        if (value is null)
        {
            return null;
        }

        if (FormulaLowering.IsMissing(value))
        {
            return Literal.Missing(input.Value.Type);
        }

        if (value.Type.Type == input.Value.Type)
        {
            return input.Value.Type == DataType.Date ? CalendarFunctions.AsDate(value.Value, lowering) : value.Value;
        }

        if (input.Value.Type == DataType.Double && value.Type.Type is DataType.Integer)
        {
            return Build.ToDouble(value.Value);
        }

        lowering.Mismatch($"'{input.Schema.Name}' of the model '{name}'", new FormulaType(input.Value.Type).Name, value, at);
        return null;
    }

    /// <summary>A name of letters and digits: <c>probability(1)</c> is also called <c>probability_1</c>.</summary>
    public static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (plain.Length > 0 && plain[^1] != '_')
            {
                plain.Append('_');
            }
        }

        return plain.ToString().TrimEnd('_');
    }

    private static ModelOutputs? Refuse(FormulaLowering lowering, FileModel model, string why)
    {
        lowering.Scope.Context.Report(DiagnosticDescriptors.InvalidModelUse, model.Location, why);
        return null;
    }
}
