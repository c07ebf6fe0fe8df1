using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>Finds what keeps a plan from running on an engine with its exact meaning: all causes at once.</summary>
internal sealed class PlanCheck(SqlDialect dialect)
{
    private readonly HashSet<(SourceLocation, string)> reported = [];
    private readonly DiagnosticBag diagnostics = [];

    /// <summary>Checks a query.</summary>
    /// <param name="query">The query as laid out.</param>
    /// <param name="statement">The query as written; asked for only where nothing else is wrong.</param>
    public ImmutableArray<Diagnostic> Run(ScoringQuery query, Func<string> statement)
    {
        foreach (ScalarDefinition definition in query.Stages.SelectMany(stage => stage.Definitions))
        {
            foreach (Expression node in Nodes(definition.Expression))
            {
                Check(node, definition.Origin);
            }
        }

        CheckColumns(query);
        if (!diagnostics.HasErrors)
        {
            int bytes = Encoding.UTF8.GetByteCount(statement());
            if (bytes > dialect.Limits.StatementBytes)
            {
                Report(DiagnosticDescriptors.StatementTooLarge, SourceLocation.None, dialect.EngineName, bytes, dialect.Limits.StatementBytes);
            }
        }

        return [.. diagnostics];
    }

    /// <summary>All nodes of an expression.</summary>
    public static IEnumerable<Expression> Nodes(Expression expression)
    {
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            yield return next;
            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }
    }

    private void Check(Expression node, Origin origin)
    {
        if (node is Literal { IsMissing: false } literal)
        {
            CheckConstant(literal, origin);
        }
        else if (Pattern(node) is { } pattern && PortablePattern.Problem(pattern) is { } problem)
        {
            Report(DiagnosticDescriptors.PatternNotOnTarget, origin.Location, dialect.EngineName, pattern, problem);
        }
        else if (dialect.Refusal(node) is { } reason)
        {
            Report(DiagnosticDescriptors.OperationNotOnTarget, origin.Location, dialect.EngineName, Describe(node), ": " + reason);
        }
    }

    private void CheckConstant(Literal literal, Origin origin)
    {
        if (literal.Type == DataType.String && !dialect.CanHold(literal.Value.Text))
        {
            Report(DiagnosticDescriptors.ConstantNotOnTarget, origin.Location, dialect.EngineName, $"'{literal.Value.Text}'");
        }
        else if (dialect.Refusal(literal) is not null)
        {
            Report(DiagnosticDescriptors.ConstantNotOnTarget, origin.Location, dialect.EngineName, literal.Value.ToString());
        }
    }

    private static string? Pattern(Expression node) =>
        node is CallExpression { Function: ScalarFunction.Matches or ScalarFunction.ReplaceAll } call
            && call.Arguments[1] is Literal { IsMissing: false } pattern
            ? pattern.Value.Text
            : null;

    private static string Describe(Expression node) => node switch
    {
        UnaryExpression unary => string.Create(CultureInfo.InvariantCulture, $"{unary.Operator} of {unary.Operand.Type}"),
        BinaryExpression binary => string.Create(CultureInfo.InvariantCulture, $"{binary.Operator} of {binary.Left.Type}"),
        NaryExpression nary => string.Create(CultureInfo.InvariantCulture, $"{nary.Operator} of {nary.Type}"),
        CallExpression call => call.Function.ToString(),
        _ => node.GetType().Name,
    };

    private void CheckColumns(ScoringQuery query)
    {
        int widest = Math.Max(query.Plan.Inputs.Length, query.Plan.Outputs.Length);
        foreach (QueryStage stage in query.Stages)
        {
            widest = Math.Max(widest, stage.Carried.Length + stage.Definitions.Length);
        }

        // One column is left for the key.
        if (widest + 1 > dialect.Limits.Columns)
        {
            SourceLocation location = query.Plan.Inputs.Length > 0 ? query.Plan.Inputs[0].Origin.Location : SourceLocation.None;
            Report(DiagnosticDescriptors.TooManyColumns, location, dialect.EngineName, widest, dialect.Limits.Columns - 1);
        }
    }

    private void Report(DiagnosticDescriptor descriptor, SourceLocation location, params ReadOnlySpan<object?> arguments)
    {
        var diagnostic = new Diagnostic(descriptor, location, arguments);
        if (reported.Add((location, diagnostic.Message)))
        {
            diagnostics.Add(diagnostic);
        }
    }
}
