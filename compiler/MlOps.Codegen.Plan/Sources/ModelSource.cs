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

    /// <summary>The registered versions that the model is made of, found when it is compiled; their files are among <see cref="Files"/>.</summary>
    public virtual ImmutableArray<RegisteredPart> Registered => [];

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

/// <summary>A registered version that a model is made of.</summary>
/// <param name="Name">The registered model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Sha256">The SHA-256 of its model file.</param>
/// <param name="Folder">The folder among the model's files that holds it, with <c>/</c> between its parts.</param>
public sealed record RegisteredPart(string Name, int Version, string Sha256, string Folder);
