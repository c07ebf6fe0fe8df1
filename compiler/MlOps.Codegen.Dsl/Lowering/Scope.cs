using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>What names mean at some place of a pipeline.</summary>
internal abstract class Scope(LoweringContext context, Declarations declarations)
{
    /// <summary>The plan under construction and the diagnostics.</summary>
    public LoweringContext Context => context;

    /// <summary>What the pipeline declares.</summary>
    public Declarations Declarations => declarations;

    /// <summary>What a name means; null after a diagnostic.</summary>
    public abstract Typed? Resolve(NameFormula name);

    /// <summary>An aggregate over rows of another source; null after a diagnostic.</summary>
    public abstract Typed? Aggregate(CallFormula call);

    /// <summary>A decision table; null where none has this name.</summary>
    public abstract DecisionTable? Table(string name);

    /// <summary>Whether something has a name of its own here.</summary>
    public abstract bool Knows(string name);

    /// <summary>The clocks of zones, for the plan under construction.</summary>
    public abstract ZoneClocks Clocks { get; }

    /// <summary>The as-of time.</summary>
    public abstract Typed AsOf();
}
