using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Lowering;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>Puts models of files into the pipeline's plan.</summary>
internal static class FileModels
{
    /// <summary>Lowers a model of a file; null after a diagnostic.</summary>
    public static ModelOutputs? Lower(string name, FileModel model, PipelineFiles files, FormulaLowering lowering)
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

        foreach ((string input, _, SourceLocation at) in model.Bindings)
        {
            if (!plan.Inputs.Any(candidate => candidate.Schema.Name == input))
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnknownName, at, "input", input, $" of the model '{name}'" + Declarations.Hint(input, plan.Inputs.Select(candidate => candidate.Schema.Name)));
                return null;
            }
        }

        Expression?[] inputs = [.. plan.Inputs.Select(input => Bound(name, model, input, lowering))];
        if (inputs.Contains(null))
        {
            return null;
        }

        ImmutableArray<Expression> values = PlanGraft.Into(plan, inputs!, name + "_", lowering.Scope.Context.Plan);
        var outputs = ImmutableDictionary.CreateBuilder<string, Typed>(StringComparer.Ordinal);
        foreach ((PlanOutput output, Expression value) in plan.Outputs.Zip(values))
        {
            var typed = new Typed(value, new FormulaType(value.Type));
            outputs[output.Schema.Name] = typed;
            outputs.TryAdd(Plain(output.Schema.Name), typed);
        }

        return new ModelOutputs(outputs.ToImmutable(), plan.Outputs.Length == 1 ? plan.Outputs[0].Schema.Name : null, null);
    }

    private static Expression? Bound(string name, FileModel model, PlanInput input, FormulaLowering lowering)
    {
        (string _, Formula? formula, SourceLocation _) = model.Bindings.FirstOrDefault(binding => binding.Input == input.Schema.Name);
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
