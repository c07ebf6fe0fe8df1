using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>What names mean in a row that is aggregated: its columns, what its references lead to, and the as-of time.</summary>
internal sealed class RowScope : Scope
{
    private readonly SourceDeclaration source;
    private readonly ImmutableArray<ReferenceDeclaration> toRoot;

    public RowScope(SourceDeclaration source, ImmutableArray<ReferenceDeclaration> toRoot, Declarations declarations, DiagnosticBag diagnostics)
        : base(new LoweringContext(new PlanBuilder(), diagnostics), declarations)
    {
        (this.source, this.toRoot) = (source, toRoot);
        Columns = new ColumnValues(Context, declarations, source);
    }

    /// <summary>The columns so far.</summary>
    public ColumnValues Columns { get; }

    public override ZoneClocks Clocks => Columns.Clocks;

    public override bool Knows(string name) => source.Column(name) is not null;

    public override Typed AsOf() => Columns.AsOf();

    public override Typed? Resolve(NameFormula name)
    {
        ReadOnlySpan<string> names = name.Names.AsSpan();
        if (names.Length == 1 && names[0] == Declarations.AsOf && source.Column(names[0]) is null)
        {
            return AsOf();
        }

        if (names.Length > 1 && names[0] == source.Name)
        {
            names = names[1..];
        }

        // The scored source by its own name, as everywhere else.
        if (names.Length > 1 && names[0] == Declarations.Root!.Name && !source.References.ContainsKey(names[0]))
        {
            return References.Follow(names[1..], Declarations.Root, name.Location, Declarations, Context.Diagnostics) is { } further
                ? Columns.Column([.. toRoot, .. further.Path], further.Column, string.Join('_', name.Names))
                : null;
        }

        return References.Follow(names, source, name.Location, Declarations, Context.Diagnostics) is { } found
            ? Columns.Column(found.Path, found.Column, string.Join('_', names.ToArray()))
            : null;
    }

    public override Typed? Aggregate(CallFormula call)
    {
        Context.Report(DiagnosticDescriptors.InvalidAggregate, call.Location, "an aggregate has no other one inside, but for average(sum(…) per week)");
        return null;
    }

    public override DecisionTable? Table(string name) => Declarations.Tables.TryGetValue(name, out TableStatement? table) && table.File is null
        ? new DecisionTable(table, new FormulaLowering(this, new Origin($"Table {name}", table.Location)))
        : null;
}
