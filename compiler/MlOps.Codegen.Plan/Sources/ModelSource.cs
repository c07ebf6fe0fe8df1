using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Plan.Sources;

/// <summary>A model as its format's reader yields it, ready to be compiled to a plan.</summary>
public abstract record ModelSource
{
    /// <summary>What the model is, in the format's terms.</summary>
    public abstract string Element { get; }

    /// <summary>The name that it gives itself; empty for none.</summary>
    public abstract string ModelName { get; }

    /// <summary>What it does, in PMML's words where there is one: regression, classification, clustering …</summary>
    public abstract string Function { get; }

    /// <summary>The other files that the model consists of, found when it is compiled; they travel with its own.</summary>
    public virtual ImmutableArray<SourceFile> Files => [];

    /// <summary>The time zones whose clocks it reads; empty where it reads none.</summary>
    public virtual ImmutableArray<ZoneTable> Zones => [];

    /// <summary>Compiles the model.</summary>
    /// <param name="name">The plan's name.</param>
    /// <param name="diagnostics">Where diagnostics go, all causes at once.</param>
    /// <param name="options">Which passes run; null for all.</param>
    /// <param name="ordinaryInputs">Whether it is promised that numbers are 0 or of a magnitude from 1e-100 to 1e100, none NaN.</param>
    /// <returns>The plan; null where there is an error.</returns>
    public abstract ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false);

    /// <summary>Compiles a pipeline over several tables; its <see cref="RelationalPlan.Scoring"/> is what <see cref="Compile"/> yields.</summary>
    /// <param name="name">The plan's name.</param>
    /// <param name="diagnostics">Where diagnostics go, all causes at once.</param>
    /// <param name="options">Which passes run; null for all.</param>
    /// <param name="ordinaryInputs">As for <see cref="Compile"/>.</param>
    /// <returns>The plan; null where the model asks for one row of one table only, or where there is an error.</returns>
    public virtual RelationalPlan? CompileRelational(
        string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false) => null;
}

/// <summary>A file that belongs to a model.</summary>
/// <param name="Name">Its name, relative to the model's folder, with <c>/</c> between its parts and without <c>..</c>.</param>
/// <param name="Content">Its bytes.</param>
public sealed record SourceFile(string Name, byte[] Content);
