using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Calendar;

namespace MlOps.Codegen.Dsl.Checking;

/// <summary>A source with what its references lead to.</summary>
/// <param name="Syntax">The statement.</param>
/// <param name="References">The references by name.</param>
internal sealed record SourceDeclaration(SourceStatement Syntax, FrozenDictionary<string, ReferenceDeclaration> References)
{
    public string Name => Syntax.Name;

    public ColumnSyntax? EventTime => Syntax.Columns.FirstOrDefault(column => column.IsEventTime);

    public IEnumerable<ColumnSyntax> Key => Syntax.Columns.Where(column => column.IsKey);

    public ColumnSyntax? Column(string name) => Syntax.Columns.FirstOrDefault(column => column.Name == name);
}

/// <summary>A reference to the row of another source.</summary>
/// <param name="Name">What the row is called.</param>
/// <param name="Columns">The columns that refer, in the order of the other source's key.</param>
/// <param name="Target">The other source's name.</param>
internal sealed record ReferenceDeclaration(string Name, ImmutableArray<ColumnSyntax> Columns, string Target);

/// <summary>What a pipeline declares, by names that were checked.</summary>
internal sealed class Declarations
{
    private readonly PipelineText text;
    private readonly DiagnosticBag diagnostics;
    private readonly Dictionary<string, (string What, SourceLocation Place)> names = new(StringComparer.OrdinalIgnoreCase);

    private Declarations(PipelineText text, Func<string, SourceLocation, DiagnosticBag, ZoneTable?> findZone, DiagnosticBag diagnostics)
    {
        this.text = text;
        this.diagnostics = diagnostics;
        Sources = ReadSources();
        PipelineStatement[] titles = [.. text.Statements.OfType<PipelineStatement>()];
        Name = titles.FirstOrDefault()?.Name ?? "";
        foreach (PipelineStatement other in titles.Skip(1))
        {
            Twice(other.Name, other.Location, $"pipeline {Name}", titles[0].Location);
        }

        (Root, AsOf) = ReadScored();
        Zones = ReadZones(findZone);
        Calendar = text.Statements.OfType<ScoreStatement>().FirstOrDefault()?.Zone is { } zone ? Zones.GetValueOrDefault(zone) : null;
        DeclareColumns();
        Features = All<FeatureStatement>("feature", statement => statement.Name);
        Models = All<ModelStatement>("model", statement => statement.Name);
        Tables = All<TableStatement>("table", statement => statement.Name);
        Optimisations = All<OptimiseStatement>("optimise", statement => statement.Name);
        Encodings = All<EncodeStatement>("encode", statement => statement.Name);
        Imputations = ReadImputations();
        Variables = Optimisations.Values.Select(statement => statement.Variable).ToFrozenSet(StringComparer.Ordinal);
        ReadOutputs();
        ReadRules();
    }

    public string Name { get; }

    public string File => text.File;

    /// <summary>Whether a name would be declared by a statement that could not be read: nothing more is said of it.</summary>
    public bool IsUnread(string name) => text.Unread.Contains(name);

    public IEnumerable<Statement> Statements => text.Statements;

    /// <summary>The sources by name.</summary>
    public FrozenDictionary<string, SourceDeclaration> Sources { get; }

    /// <summary>The source whose rows are scored; null after a diagnostic.</summary>
    public SourceDeclaration? Root { get; }

    /// <summary>What the as-of time is called.</summary>
    public string AsOf { get; }

    /// <summary>The zones that are named, by name; those that nobody knows are left out after a diagnostic.</summary>
    public FrozenDictionary<string, ZoneTable> Zones { get; }

    /// <summary>The zone by whose clocks days and months are counted; null for UTC.</summary>
    public ZoneTable? Calendar { get; }

    public FrozenDictionary<string, FeatureStatement> Features { get; }

    public FrozenDictionary<string, ModelStatement> Models { get; }

    public FrozenDictionary<string, TableStatement> Tables { get; }

    public FrozenDictionary<string, OptimiseStatement> Optimisations { get; }

    public FrozenDictionary<string, EncodeStatement> Encodings { get; }

    /// <summary>The imputations by column.</summary>
    public FrozenDictionary<string, ImputeStatement> Imputations { get; }

    /// <summary>The variables of all optimisations.</summary>
    public FrozenSet<string> Variables { get; }

    public IEnumerable<RuleStatement> Rules => text.Statements.OfType<RuleStatement>();

    public IEnumerable<OutputStatement> Outputs => text.Statements.OfType<OutputStatement>();

    public IEnumerable<MonitorStatement> Monitors => text.Statements.OfType<MonitorStatement>();

    public IEnumerable<ReasonsStatement> Reasons => text.Statements.OfType<ReasonsStatement>();

    public IEnumerable<PolicyStatement> Policies => text.Statements.OfType<PolicyStatement>();

    public IEnumerable<TestStatement> Tests => text.Statements.OfType<TestStatement>();

    /// <summary>Checks what a pipeline declares.</summary>
    /// <param name="text">The pipeline.</param>
    /// <param name="findZone">Finds the zone of a name; null after a diagnostic.</param>
    /// <param name="diagnostics">Receives all that is wrong with it.</param>
    public static Declarations Of(PipelineText text, Func<string, SourceLocation, DiagnosticBag, ZoneTable?> findZone, DiagnosticBag diagnostics) =>
        new(text, findZone, diagnostics);

    /// <summary>A hint at a name that was probably meant.</summary>
    public static string Hint(string name, IEnumerable<string> known) =>
        Suggestion.For(name, known.Order(StringComparer.Ordinal)) is { } near ? $" (did you mean '{near}'?)" : "";

    private FrozenDictionary<string, SourceDeclaration> ReadSources()
    {
        FrozenDictionary<string, SourceStatement> statements = All<SourceStatement>("source", statement => statement.Name);
        var sources = new Dictionary<string, SourceDeclaration>(StringComparer.Ordinal);
        foreach (SourceStatement statement in text.Statements.OfType<SourceStatement>().Where(statement => statements[statement.Name] == statement))
        {
            var columns = new Dictionary<string, ColumnSyntax>(StringComparer.OrdinalIgnoreCase);
            foreach (ColumnSyntax column in statement.Columns)
            {
                if (!columns.TryAdd(column.Name, column))
                {
                    Twice(column.Name, column.Location, "a column", columns[column.Name].Location);
                }

                SourceChecks.Column(column, diagnostics);
            }

            SourceChecks.Source(statement, diagnostics);
            sources.Add(statement.Name, new SourceDeclaration(statement, ReadReferences(statement, statements)));
        }

        return sources.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // A key of several columns is referred to by as many columns, each naming its own, under one name.
    private FrozenDictionary<string, ReferenceDeclaration> ReadReferences(SourceStatement statement, FrozenDictionary<string, SourceStatement> statements)
    {
        var references = new Dictionary<string, ReferenceDeclaration>(StringComparer.Ordinal);
        var parts = new Dictionary<string, List<ColumnSyntax>>(StringComparer.Ordinal);
        foreach (ColumnSyntax column in statement.Columns.Where(column => column.Target is not null))
        {
            if (SourceChecks.Target(column, column.Target!, statements, diagnostics) is not { } key)
            {
                continue;
            }

            (string target, string name) = (column.Target!.Names[0], column.Alias ?? column.Target.Names[0]);
            List<ColumnSyntax> group = parts.TryGetValue(name, out List<ColumnSyntax>? known) ? known : parts[name] = [];
            if (group.FirstOrDefault(other => other.Target!.Names[0] != target || key.Length == 1 || other.Target.Names[1] == column.Target.Names[1]) is { } first)
            {
                Twice(name, column.Location, "a reference", first.Location);
                continue;
            }

            group.Add(column);
            if (group.Count == key.Length)
            {
                references.Add(name, new ReferenceDeclaration(
                    name, [.. key.Select(own => group.Count == 1 ? column : group.First(part => part.Target!.Names[1] == own.Name))], target));
            }
        }

        foreach ((string name, List<ColumnSyntax> group) in parts.Where(part => !references.ContainsKey(part.Key)))
        {
            IEnumerable<string> missing = statements[group[0].Target!.Names[0]].Columns.Where(own => own.IsKey).Select(own => own.Name)
                .Except(group.Select(column => column.Target!.Names[1]));
            diagnostics.Report(
                DiagnosticDescriptors.InvalidDeclaration, group[0].Target!.Location,
                $"the reference '{name}' lacks columns for {string.Join(" and ", missing.Select(own => $"'{own}'"))} of the key of '{group[0].Target!.Names[0]}'");
        }

        return references.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private (SourceDeclaration? Root, string AsOf) ReadScored()
    {
        ScoreStatement[] scored = [.. text.Statements.OfType<ScoreStatement>()];
        foreach (ScoreStatement other in scored.Skip(1))
        {
            Twice(other.Source, other.Location, "what is scored", scored[0].Location);
        }

        string asOf = scored.FirstOrDefault()?.AsOf ?? "as_of";
        if (scored is [var first, ..])
        {
            if (!Sources.TryGetValue(first.Source, out SourceDeclaration? source) && !IsUnread(first.Source))
            {
                diagnostics.Report(DiagnosticDescriptors.UnknownName, first.Location, "source", first.Source, Hint(first.Source, Sources.Keys));
            }

            return (source, asOf);
        }

        if (Sources.Count != 1 && text.Unread.IsEmpty)
        {
            diagnostics.Report(DiagnosticDescriptors.StatementMissing, new SourceLocation(text.File, 1, 1), Sources.Count == 0 ? "source" : "score each");
        }

        return (Sources.Count == 1 ? Sources.Values.Single() : null, asOf);
    }

    private FrozenDictionary<string, ZoneTable> ReadZones(Func<string, SourceLocation, DiagnosticBag, ZoneTable?> findZone)
    {
        var zones = new Dictionary<string, ZoneTable>(StringComparer.Ordinal);
        IEnumerable<(string? Name, SourceLocation Place)> named = Sources.Values.SelectMany(source => source.Syntax.Columns)
            .Select(column => (column.Zone, column.ZoneLocation))
            .Concat(text.Statements.OfType<ScoreStatement>().Take(1).Select(score => (score.Zone, score.ZoneLocation)))
            .OrderBy(zone => zone.ZoneLocation.Line).ThenBy(zone => zone.ZoneLocation.Column);
        foreach ((string? name, SourceLocation place) in named)
        {
            if (name is not null && !zones.ContainsKey(name) && findZone(name, place, diagnostics) is { } zone)
            {
                zones.Add(name, zone);
            }
        }

        return zones.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void DeclareColumns()
    {
        foreach (ColumnSyntax column in Sources.Values.Where(source => source != Root).SelectMany(source => source.Syntax.Columns).Where(column => column.Refuses))
        {
            diagnostics.Report(
                DiagnosticDescriptors.InvalidDeclaration, column.Location, "only columns of the scored source can refuse a row: take 'else refuse' away");
        }

        if (Root is not null)
        {
            if (!Root.Key.Any() && Sources.Count > 1)
            {
                diagnostics.Report(DiagnosticDescriptors.InvalidDeclaration, Root.Syntax.Location, $"'{Root.Name}' is scored, and has no key by which rows of others belong to its own");
            }

            Declare(AsOf, "the as-of time", Root.Syntax.Location);
            foreach (ColumnSyntax column in Root.Syntax.Columns.DistinctBy(column => column.Name, StringComparer.OrdinalIgnoreCase))
            {
                Declare(column.Name, "a column", column.Location);
            }
        }
    }

    private FrozenDictionary<string, ImputeStatement> ReadImputations()
    {
        var imputations = new Dictionary<string, ImputeStatement>(StringComparer.Ordinal);
        foreach (ImputeStatement statement in text.Statements.OfType<ImputeStatement>())
        {
            if (Root is not null && Root.Column(statement.Column) is null)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnknownName, statement.Location, "column", statement.Column,
                    Hint(statement.Column, Root.Syntax.Columns.Select(column => column.Name)));
            }
            else if (!imputations.TryAdd(statement.Column, statement))
            {
                Twice(statement.Column, statement.Location, "an imputation", imputations[statement.Column].Location);
            }

            if (statement.Indicator is { } indicator)
            {
                Declare(indicator, "an indicator", statement.Location);
            }
        }

        return imputations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void ReadOutputs()
    {
        var outputs = new Dictionary<string, SourceLocation>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, SourceLocation place) in Outputs.Select(output => (output.Name, output.Location)).Concat(Monitors.Select(monitor => (monitor.Name, monitor.Location))))
        {
            if (!outputs.TryAdd(name, place))
            {
                Twice(name, place, "an output", outputs[name]);
            }
        }

        if (outputs.Count == 0 && text.Unread.IsEmpty)
        {
            diagnostics.Report(DiagnosticDescriptors.StatementMissing, new SourceLocation(text.File, 1, 1), "output");
        }

        foreach (ReasonsStatement other in Reasons.Skip(1))
        {
            Twice("reasons", other.Location, "reasons", Reasons.First().Location);
        }
    }

    private void ReadRules()
    {
        var rules = new Dictionary<string, SourceLocation>(StringComparer.OrdinalIgnoreCase);
        foreach (RuleStatement rule in Rules)
        {
            if (!rules.TryAdd(rule.Name, rule.Location))
            {
                Twice(rule.Name, rule.Location, "a rule", rules[rule.Name]);
            }

            foreach ((string output, Formula _, SourceLocation place) in rule.Assignments)
            {
                if (!IsUnread(output) && !Outputs.Any(candidate => candidate.Name == output))
                {
                    diagnostics.Report(
                        DiagnosticDescriptors.UnknownName, place, "output", output, Hint(output, Outputs.Select(candidate => candidate.Name)));
                }
            }
        }
    }

    private FrozenDictionary<string, T> All<T>(string what, Func<T, string> name)
        where T : Statement
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (T statement in text.Statements.OfType<T>())
        {
            if (Declare(name(statement), what == "source" ? "a source" : $"{(what is "encode" or "optimise" ? "an" : "a")} '{what}'", statement.Location))
            {
                all.Add(name(statement), statement);
            }
            else
            {
                all.TryAdd(name(statement), statement);
            }
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private bool Declare(string name, string what, SourceLocation place)
    {
        if (names.TryAdd(name, (what, place)))
        {
            return true;
        }

        Twice(name, place, names[name].What, names[name].Place);
        return false;
    }

    private void Twice(string name, SourceLocation place, string what, SourceLocation first) =>
        diagnostics.Report(DiagnosticDescriptors.DeclaredTwice, place, name, what, first.Line.ToString(CultureInfo.InvariantCulture));
}
