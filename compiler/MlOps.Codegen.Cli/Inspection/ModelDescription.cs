using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Inspection;

/// <summary>What <c>mlops inspect</c> shows of a model.</summary>
/// <param name="Path">The file.</param>
/// <param name="Element">The model's element.</param>
/// <param name="ModelName">The name that it gives itself; empty for none.</param>
/// <param name="Function">What it does.</param>
/// <param name="Inputs">The columns that a row must bring.</param>
/// <param name="DerivedFields">What is computed before the model.</param>
/// <param name="Parts">The model and the models inside it.</param>
/// <param name="Outputs">The columns that a scored row has.</param>
/// <param name="RecordedRows">How many rows the file's ModelVerification has.</param>
/// <param name="Plan">The size of the plan that it becomes.</param>
/// <param name="Targets">Where it runs.</param>
internal sealed record ModelDescription(
    string Path,
    string Element,
    string ModelName,
    string Function,
    ImmutableArray<InputDescription> Inputs,
    ImmutableArray<DerivedDescription> DerivedFields,
    ImmutableArray<PartDescription> Parts,
    ImmutableArray<OutputDescription> Outputs,
    int RecordedRows,
    PlanDescription Plan,
    ImmutableArray<TargetDescription> Targets)
{
    /// <summary>The tables that features are computed of; empty where rows come from one table as they are.</summary>
    public ImmutableArray<RelationDescription> Relations { get; init; } = [];

    /// <summary>How features are computed of them.</summary>
    public ImmutableArray<FeatureLineage> Features { get; init; } = [];

    /// <summary>The registered versions that it is made of.</summary>
    public ImmutableArray<RegisteredUse> Registered { get; init; } = [];

    /// <summary>Describes a model.</summary>
    /// <param name="model">The model.</param>
    public static ModelDescription Of(LoadedModel model)
    {
        Model? root = model.Pipeline?.Model;
        return new ModelDescription(
            model.Path,
            model.Source.Element,
            model.Source.ModelName,
            model.Source.Function,
            [.. model.Plan.Inputs.Select(input => Input(input.Schema, root))],
            Derived(model),
            PartDescription.Of(model.Source),
            [.. model.Plan.Outputs.Zip(ColumnLineage.OfOutputs(model.Plan)).Select(pair => Output(pair.First.Schema, pair.Second, root))],
            root?.Common.Verification?.Rows.Length ?? 0,
            PlanDescription.Of(model.Plan),
            [.. TargetCatalog.Entries.Select(target => TargetDescription.Of(target, model.Plan))])
        {
            Relations = model.Relational is { } plan ? [.. plan.Relations.Select(relation => RelationDescription.Of(plan, relation))] : [],
            Features = model.Relational is { } of ? FeatureLineage.Of(of) : [],
            Registered = model.Registered,
        };
    }

    private static InputDescription Input(FieldSchema schema, Model? root)
    {
        string name = schema.Name;
        MiningField? field = root?.Common.MiningSchema.FirstOrDefault(field => field.Name == name);
        return new InputDescription(
            name,
            PmmlKeyword.Of(schema.Type),
            schema.OpType is { } opType ? PmmlKeyword.Of(field?.OpType ?? opType) : "",
            field is null ? "as it is" : Missing(field),
            field is null ? "as it is" : Invalid(field),
            field is null ? "as they are" : Outliers(field));
    }

    private static string Missing(MiningField field) => field switch
    {
        { MissingValueTreatment: MissingValueTreatment.ReturnInvalid } => "makes the result missing",
        { MissingValueReplacement: { } value, MissingValueTreatment: MissingValueTreatment.AsIs } => $"becomes {value}",
        { MissingValueReplacement: { } value } => $"becomes {value} ({PmmlKeyword.Of(field.MissingValueTreatment)})",
        _ => "as it is",
    };

    private static string Invalid(MiningField field) => field.InvalidValueTreatment switch
    {
        InvalidValueTreatment.ReturnInvalid => "makes the result missing",
        InvalidValueTreatment.AsIs => "as it is",
        InvalidValueTreatment.AsMissing => "counts as missing",
        InvalidValueTreatment.AsValue => $"becomes {field.InvalidValueReplacement}",
        _ => throw new InvalidOperationException($"unknown treatment {field.InvalidValueTreatment}"),
    };

    private static string Outliers(MiningField field)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"outside {field.LowValue ?? double.NegativeInfinity}…{field.HighValue ?? double.PositiveInfinity}");
        return field.Outliers switch
        {
            OutlierTreatment.AsIs => "as they are",
            OutlierTreatment.AsMissingValues => $"{range} missing",
            OutlierTreatment.AsExtremeValues => $"{range} the limit",
            _ => throw new InvalidOperationException($"unknown treatment {field.Outliers}"),
        };
    }

    private static ImmutableArray<DerivedDescription> Derived(LoadedModel model)
    {
        if (model.Pipeline is not { } document)
        {
            return [];
        }

        Dictionary<string, ImmutableArray<string>> columns =
            ColumnLineage.OfDerivedFields(model.Plan).ToDictionary(lineage => lineage.Name, lineage => lineage.Columns, StringComparer.Ordinal);
        IEnumerable<DerivedField> fields = document.TransformationDictionary.DerivedFields
            .Concat(PartDescription.Walk(document.Model).SelectMany(part => part.Model.Common.LocalTransformations.DerivedFields));
        return
        [
            .. fields.Where(field => field.Name.Length > 0).Select(field => new DerivedDescription(
                field.Name,
                PmmlKeyword.Of(field.Type.Type),
                PmmlKeyword.Of(field.OpType),
                field.Expression.GetType().Name,
                columns.GetValueOrDefault(field.Name, []),
                field.Location.ToString())),
        ];
    }

    private static OutputDescription Output(FieldSchema schema, ColumnLineage lineage, Model? root)
    {
        OutputField? field = root is null
            ? null
            : PartDescription.Walk(root)
                .SelectMany(part => part.Model.Common.Output)
                .FirstOrDefault(field => field.Name == schema.Name);
        return new OutputDescription(
            schema.Name,
            PmmlKeyword.Of(schema.Type),
            field is null ? root is null ? "column" : "target" : PmmlKeyword.Of(field.Feature),
            lineage.DerivedFields,
            lineage.Columns);
    }
}

/// <summary>A column that a row must bring.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="OpType">How its values may be used; empty where the model does not say.</param>
/// <param name="Missing">What happens to a missing value.</param>
/// <param name="Invalid">What happens to an invalid value.</param>
/// <param name="Outliers">What happens to outliers.</param>
internal sealed record InputDescription(string Name, string Type, string OpType, string Missing, string Invalid, string Outliers);

/// <summary>A derived field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="OpType">How its values may be used.</param>
/// <param name="Expression">The kind of its expression.</param>
/// <param name="Columns">The input columns that it hangs on; empty where the plan computes it no longer.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record DerivedDescription(
    string Name, string Type, string OpType, string Expression, ImmutableArray<string> Columns, string Location);

/// <summary>A column that a scored row has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Feature">What it shows.</param>
/// <param name="DerivedFields">The derived fields that it hangs on.</param>
/// <param name="Columns">The input columns that it hangs on.</param>
internal sealed record OutputDescription(
    string Name, string Type, string Feature, ImmutableArray<string> DerivedFields, ImmutableArray<string> Columns);

/// <summary>A plan's size.</summary>
/// <param name="Definitions">How many definitions it has.</param>
/// <param name="Stages">How many stages they take.</param>
/// <param name="Trees">How many trees are in its ensembles.</param>
/// <param name="Leaves">How many leaves they have.</param>
internal sealed record PlanDescription(int Definitions, int Stages, int Trees, int Leaves)
{
    /// <summary>Measures a plan.</summary>
    /// <param name="plan">The plan.</param>
    public static PlanDescription Of(ScoringPlan plan)
    {
        DecisionTree[] trees =
        [
            .. plan.Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel).OfType<TreeEnsemble>().SelectMany(ensemble => ensemble.Trees),
        ];
        return new PlanDescription(plan.Definitions.Count(), plan.Stages.Length, trees.Length, trees.Sum(tree => tree.LeafCount));
    }
}

/// <summary>Whether a target runs the model.</summary>
/// <param name="Name">The target.</param>
/// <param name="Causes">What keeps it from running there; empty where nothing does.</param>
/// <param name="Chosen">How a database runs it fastest; null where the target is no database, or nothing runs it.</param>
/// <param name="Strategies">All strategies of a database; empty for other targets.</param>
internal sealed record TargetDescription(
    string Name, ImmutableArray<Diagnostic> Causes, StrategyOption? Chosen, ImmutableArray<StrategyOption> Strategies)
{
    /// <summary>Asks a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="plan">The plan.</param>
    public static TargetDescription Of(TargetEntry target, ScoringPlan plan)
    {
        if (ModelStrategy.Of(target, plan) is not { } chooser)
        {
            return new TargetDescription(target.Name, target.Generator?.Check(plan) ?? [], null, []);
        }

        StrategyOption fastest = chooser.Fastest();
        return new TargetDescription(target.Name, fastest.Causes, fastest.Causes.IsEmpty ? fastest : null, chooser.Options);
    }
}
