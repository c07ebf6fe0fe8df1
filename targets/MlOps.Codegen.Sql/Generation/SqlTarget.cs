using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>A target that is a database: its dialect does the rest.</summary>
public abstract class SqlTarget : ITarget
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The engine's dialect.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <inheritdoc/>
    public ImmutableArray<Diagnostic> Check(ScoringPlan plan)
    {
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        int widest = plan.Inputs.Length + 1;
        ScoringPlan prepared = SqlGenerator.Prepare(plan, Dialect);
        foreach (ScalarDefinition definition in prepared.Definitions.OfType<ScalarDefinition>())
        {
            CheckExpression(definition, diagnostics);
        }

        widest = Math.Max(widest, prepared.Stages.Select(stage => stage.Definitions.Length).DefaultIfEmpty(0).Max());
        if (widest > Dialect.MaxColumns)
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticDescriptors.TooManyColumns,
                plan.Inputs.Length > 0 ? plan.Inputs[0].Origin.Location : SourceLocation.None,
                Dialect.EngineName,
                widest,
                Dialect.MaxColumns));
        }

        return diagnostics.ToImmutable();
    }

    /// <inheritdoc/>
    public ImmutableArray<GeneratedFile> Generate(ScoringPlan plan, GenerationOptions options)
    {
        var generator = new SqlGenerator(plan, Dialect, options);
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(new GeneratedFile(
            "install.sql",
            SqlGenerator.Header(plan, "Installs the scoring object: running it again changes nothing.") + Dialect.InstallScript(generator.Query)));
        if (options.SourceTable is not null)
        {
            files.Add(new GeneratedFile(
                "score.sql", SqlGenerator.Header(plan, "Scores every row of the source table.") + Dialect.ScoreScript(generator.Query)));
        }

        return files.ToImmutable();
    }

    private void CheckExpression(ScalarDefinition definition, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        var pending = new Stack<Expression>();
        pending.Push(definition.Expression);
        while (pending.TryPop(out Expression? next))
        {
            string? lacking = next switch
            {
                CallExpression call when Dialect.Function(call, [.. call.Arguments.Select(_ => "x")]) is null => call.Function.ToString(),
                UnaryExpression { Operator: UnaryOperator.ToText } text when Dialect.ToText("x", text.Operand.Type) is null =>
                    $"the text of a {text.Operand.Type}",
                _ => null,
            };
            if (lacking is not null)
            {
                diagnostics.Add(new Diagnostic(
                    DiagnosticDescriptors.OperationNotOnTarget,
                    definition.Origin.Location,
                    Dialect.EngineName,
                    lacking,
                    definition.Origin.Element.Length > 0 ? $" ({definition.Origin.Element})" : ""));
            }

            if (next is Literal literal && !Dialect.CanHold(literal))
            {
                diagnostics.Add(new Diagnostic(
                    DiagnosticDescriptors.ConstantNotOnTarget, definition.Origin.Location, Dialect.EngineName, literal.Value.ToString()));
            }

            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }
    }
}
