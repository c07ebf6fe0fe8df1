using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
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
        CheckKernels(plan, diagnostics);
        if (diagnostics.Count > 0)
        {
            // What is too large is not even expanded.
            return diagnostics.ToImmutable();
        }

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
            SqlGenerator.Header(plan, "Installs the scoring object; running it again changes nothing.") + Dialect.InstallScript(generator.Query)));
        if (options.SourceTable is not null)
        {
            string? key = options.Key is null ? null : Dialect.Quote(options.Key);
            string relation = options.SourceSchema is null
                ? Dialect.Quote(options.SourceTable)
                : $"{Dialect.Quote(options.SourceSchema)}.{Dialect.Quote(options.SourceTable)}";
            string query = generator.Select(new QuerySource(relation, column => Dialect.Quote(column.Column), key));
            files.Add(new GeneratedFile(
                "score.sql", SqlGenerator.Header(plan, "Scores every row of the source table.") + query + ";\n"));
        }

        return files.ToImmutable();
    }

    private void CheckKernels(ScoringPlan plan, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        foreach (KernelDefinition definition in plan.Definitions.OfType<KernelDefinition>())
        {
            if (KernelExpansion.Size(definition.Kernel) > Dialect.LargestKernel)
            {
                diagnostics.Add(new Diagnostic(
                    DiagnosticDescriptors.KernelTooLarge, definition.Origin.Location, definition.Origin.Element, Dialect.EngineName));
            }
        }
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

            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }
    }
}
