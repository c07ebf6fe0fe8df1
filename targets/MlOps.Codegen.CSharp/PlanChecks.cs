using System.Text.RegularExpressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.CSharp;

/// <summary>Finds what keeps a plan from becoming C# with its exact meaning.</summary>
internal static class PlanChecks
{
    public static void Run(ScoringPlan plan, DiagnosticBag diagnostics)
    {
        foreach (Definition definition in plan.Definitions)
        {
            IEnumerable<Expression> expressions = definition switch
            {
                ScalarDefinition scalar => [scalar.Expression],
                KernelDefinition { Kernel: LinearCombination linear } => linear.Terms.Select(term => term.Value),
                KernelDefinition => [],
                _ => throw new InvalidOperationException($"unknown definition {definition.GetType().Name}"),
            };
            foreach (Expression expression in expressions)
            {
                CheckCalls(expression, definition.Origin.Location, diagnostics);
            }
        }
    }

    private static void CheckCalls(Expression root, SourceLocation location, DiagnosticBag diagnostics)
    {
        var pending = new Stack<Expression>();
        pending.Push(root);
        while (pending.TryPop(out Expression? next))
        {
            if (next is CallExpression call)
            {
                CheckCall(call, location, diagnostics);
            }

            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }
    }

    private static void CheckCall(CallExpression call, SourceLocation location, DiagnosticBag diagnostics)
    {
        bool hasConstant = call.Function is ScalarFunction.Matches or ScalarFunction.ReplaceAll
            or ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime;
        if (!hasConstant || call.Arguments[1] is Literal { IsMissing: true })
        {
            return;
        }

        string constant = call.Arguments[1] is Literal literal ? literal.Value.Text : "";
        bool isPattern = call.Function is ScalarFunction.Matches or ScalarFunction.ReplaceAll;
        if (call.Arguments[1] is not Literal)
        {
            diagnostics.Report(
                isPattern ? DiagnosticDescriptors.PatternNotInCSharp : DiagnosticDescriptors.FormatNotInCSharp,
                location,
                "(computed)",
                "it is not a constant");
        }
        else if (isPattern && PatternProblem(constant) is { } problem)
        {
            diagnostics.Report(DiagnosticDescriptors.PatternNotInCSharp, location, constant, problem);
        }
        else if (!isPattern && !IsFormat(call.Function, constant))
        {
            diagnostics.Report(DiagnosticDescriptors.FormatNotInCSharp, location, constant);
        }
    }

    private static bool IsFormat(ScalarFunction function, string format) =>
        function == ScalarFunction.FormatNumber ? NumberText.IsSupported(format) : CalendarText.IsSupported(format);

    private static string? PatternProblem(string pattern)
    {
        // A bag of words has thousands of them.
        if (PortablePattern.AsLiteral(pattern) is not null)
        {
            return null;
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }
    }
}
