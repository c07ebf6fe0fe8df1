using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.AssociationModels;

/// <summary>Whether items are among a row's: booleans that are never missing, unless a field holds what stands for no item.</summary>
/// <remarks>
/// Transactions come in one of two forms. Without a group field a row is a transaction, and fields or their values stand for items.
/// With a group field a transaction is all rows that share its value, and the values of one field are the items.
/// </remarks>
internal sealed class ItemFlags
{
    private readonly AssociationModel model;
    private readonly ModelScope scope;
    private readonly MiningField? group;
    private readonly MiningField[] active;
    private readonly Dictionary<string, Expression> flags = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Field, string Category), Expression> flagsOfMembers = [];
    private readonly ImmutableArray<GroupMembership>.Builder memberships = ImmutableArray.CreateBuilder<GroupMembership>();

    private ItemFlags(AssociationModel model, MiningField? group, ModelScope scope)
    {
        this.model = model;
        this.scope = scope;
        this.group = group;
        active = [.. model.Common.MiningSchema.Where(field => field.UsageType == UsageType.Active)];
    }

    /// <summary>The flag of each item that a rule refers to, by the item's id; null after a diagnostic.</summary>
    public static IReadOnlyDictionary<string, Expression>? Of(AssociationModel model, ModelScope scope)
    {
        MiningField[] groups = [.. model.Common.MiningSchema.Where(field => field.UsageType == UsageType.Group)];
        if (groups.Length > 1)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, groups[1].Location, "transactions are grouped by one field, not by several");
            return null;
        }

        if (groups.Length == 1 && scope.Parent is not null)
        {
            ModelLowering.Unsupported(
                scope, groups[0].Location, "a group field of a model inside another", "a row of the enclosing model is one row");
            return null;
        }

        var items = new ItemFlags(model, groups.FirstOrDefault(), scope);
        return items.Define() ? items.flags : null;
    }

    private bool Define()
    {
        bool complete = true;
        IEnumerable<string> used = model.Rules
            .SelectMany(rule => model.Itemsets[rule.Antecedent].Concat(model.Itemsets[rule.Consequent]))
            .Distinct(StringComparer.Ordinal);
        foreach (string id in used)
        {
            Item item = model.Items[id];
            Expression? flag = group is null ? OfRow(item) : OfGroup(item);
            complete &= flag is not null;
            if (flag is not null)
            {
                flags.Add(id, scope.Context.Plan.Define($"has_{item.Value}", flag, new Origin($"Item {item.Id}", item.Location)));
            }
        }

        if (group is not null && complete)
        {
            DataField? key = scope.Context.DataFields.GetValueOrDefault(group.Name);
            scope.Context.Plan.Grouping = new RowGrouping(
                new FieldSchema(group.Name, key?.Type.Type ?? DataType.String), memberships.ToImmutable());
        }

        return complete;
    }

    private Expression? OfGroup(Item item)
    {
        string? name = item.Field ?? (active.Length == 1 ? active[0].Name : null);
        if (name is null || scope.Context.DataFields.GetValueOrDefault(name) is not { } field)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, item.Location, $"it is not known which field holds the item '{item.Value}'");
            return null;
        }

        string category = item.Category ?? item.Value;
        if (Conversions.ParseOrReport(category, field.Type, scope, item.Location) is not { } member)
        {
            return null;
        }

        if (flagsOfMembers.TryGetValue((name, category), out Expression? known))
        {
            return known;
        }

        var schema = new FieldSchema($"{name}={category}", DataType.Boolean, OpType.Categorical);
        memberships.Add(new GroupMembership(schema.Name, new FieldSchema(name, field.Type.Type, field.OpType), member));
        Expression flag = Build.Ref(scope.Context.Plan.AddInput(schema, new Origin($"Item {item.Id}", item.Location)));
        flagsOfMembers.Add((name, category), flag);
        return flag;
    }

    private Expression? OfRow(Item item)
    {
        (string Field, string? Category)? place = Place(item);
        if (place is null || scope.Resolve(place.Value.Field, item.Location) is not { } value)
        {
            return null;
        }

        if (place.Value.Category is not { } category)
        {
            return Flag(value, item);
        }

        return ValueSet.Contains(value, [category], scope, item.Location) is { } equal
            ? Build.Coalesce(equal, Literal.False)
            : null;
    }

    // PMML 4.4, Association Rules: an item is a field that is true, or a field with its value, such as "color=red".
    private (string Field, string? Category)? Place(Item item)
    {
        if (item.Field is { } named && item.Category is not null)
        {
            return (named, item.Category);
        }

        if (item.Field is null && IsField(item.Value))
        {
            return (item.Value, null);
        }

        int sign = item.Value.IndexOf('=', StringComparison.Ordinal);
        if (item.Field is null && sign > 0 && IsField(item.Value[..sign]))
        {
            return (item.Value[..sign], item.Value[(sign + 1)..]);
        }

        scope.Context.Report(
            DiagnosticDescriptors.InconsistentModel, item.Location, $"the item '{item.Value}' is neither a field nor a field with its value");
        return null;
    }

    private bool IsField(string name) => Array.Exists(active, field => field.Name == name);

    // T and F are SPSS's truth values. What is neither true nor false makes the row's rules unknown.
    private Expression? Flag(TypedExpression value, Item item)
    {
        Expression? flag = value.Value.Type switch
        {
            DataType.Boolean => value.Value,
            DataType.Integer or DataType.Double => Build.Case(
                [
                    new CaseBranch(Build.Equal(Build.ToDouble(value.Value), Build.Number(1)), Literal.True),
                    new CaseBranch(Build.Equal(Build.ToDouble(value.Value), Build.Number(0)), Literal.False),
                ],
                Literal.Missing(DataType.Boolean)),
            DataType.String => Build.Case(
                [
                    new CaseBranch(Build.InSet(value.Value, [Literal.String("T"), Literal.String("true")]), Literal.True),
                    new CaseBranch(Build.InSet(value.Value, [Literal.String("F"), Literal.String("false")]), Literal.False),
                ],
                Literal.Missing(DataType.Boolean)),
            _ => null,
        };
        if (flag is null)
        {
            scope.Context.Report(
                DiagnosticDescriptors.TypeMismatch, item.Location, $"the {Conversions.Name(value.Type)} field '{item.Value}'", "a truth value");
            return null;
        }

        return Build.If(Build.IsMissing(value.Value), Literal.False, flag);
    }
}
