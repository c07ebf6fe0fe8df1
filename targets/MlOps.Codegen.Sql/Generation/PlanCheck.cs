using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>Finds what keeps a plan from running on an engine with its exact meaning: all causes at once.</summary>
internal sealed class PlanCheck(SqlDialect dialect)
{
    private readonly HashSet<(SourceLocation, string)> reported = [];
    private readonly DiagnosticBag diagnostics = [];

    /// <summary>Finds kernels that have no expansion, or one that would be more than an engine can plan.</summary>
    /// <param name="plan">The plan.</param>
    public ImmutableArray<Diagnostic> OfKernels(ScoringPlan plan)
    {
        foreach (KernelDefinition definition in plan.Definitions.OfType<KernelDefinition>())
        {
            if (KernelExpansion.Problem(definition.Kernel) is { } problem)
            {
                string element = definition.Origin.Element.Length > 0 ? $" ({definition.Origin.Element})" : "";
                Report(DiagnosticDescriptors.OperationNotOnTarget, definition.Origin.Location, dialect.EngineName, definition.Kernel.GetType().Name, $": {problem}{element}");
            }
            else if (KernelExpansion.Size(definition.Kernel) > dialect.LargestKernel)
            {
                Report(DiagnosticDescriptors.KernelTooLarge, definition.Origin.Location, definition.Origin.Element, dialect.EngineName);
            }
        }

        return [.. diagnostics];
    }

    /// <summary>Checks a plan.</summary>
    /// <param name="layout">The plan, laid out.</param>
    public ImmutableArray<Diagnostic> Of(QueryLayout layout)
    {
        foreach (ScalarDefinition definition in layout.Stages.SelectMany(stage => stage.Definitions))
        {
            foreach (Expression node in QueryLayout.NodesOf(definition.Expression))
            {
                Check(node, definition.Origin);
            }
        }

        if (layout.Width > dialect.Limits.Columns)
        {
            SourceLocation location = layout.Plan.Inputs.Length > 0 ? layout.Plan.Inputs[0].Origin.Location : SourceLocation.None;
            Report(DiagnosticDescriptors.TooManyColumns, location, dialect.EngineName, layout.Width, dialect.Limits.Columns);
        }

        return [.. diagnostics];
    }

    private void Check(Expression node, Origin origin)
    {
        if (node is Literal { IsMissing: false } literal && !dialect.CanHold(literal))
        {
            Report(DiagnosticDescriptors.ConstantNotOnTarget, origin.Location, dialect.EngineName, $"'{literal.Value}'");
        }
        else if (dialect.Refusal(node) is { } reason)
        {
            string element = origin.Element.Length > 0 ? $" ({origin.Element})" : "";
            Report(DiagnosticDescriptors.OperationNotOnTarget, origin.Location, dialect.EngineName, Describe(node), $": {reason}{element}");
        }
    }

    private static string Describe(Expression node) => node switch
    {
        Literal literal => literal.Value.ToString(),
        UnaryExpression unary => string.Create(CultureInfo.InvariantCulture, $"{unary.Operator} of {unary.Operand.Type}"),
        BinaryExpression binary => string.Create(CultureInfo.InvariantCulture, $"{binary.Operator} of {binary.Left.Type}"),
        NaryExpression nary => string.Create(CultureInfo.InvariantCulture, $"{nary.Operator} of {nary.Type}"),
        CallExpression call => call.Function.ToString(),
        _ => node.GetType().Name,
    };

    private void Report(DiagnosticDescriptor descriptor, SourceLocation location, params ReadOnlySpan<object?> arguments)
    {
        var diagnostic = new Diagnostic(descriptor, location, arguments);
        if (reported.Add((location, diagnostic.Message)))
        {
            diagnostics.Add(diagnostic);
        }
    }
}
