using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Conversions of values to another type.</summary>
internal static class Conversions
{
    private static readonly NumberFunction Same = new(x => x, x => Build.Ref(x));

    // What ML.NET takes for true; all other texts are false.
    private static readonly ImmutableArray<string> TrueTexts = [.. ((string[])["1", "+", "+1", "t", "y", "yes", "true"]).SelectMany(InEachCase)];

    /// <summary>A converted column.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, DataViewSchema.Column made)
    {
        Column? input = context.PairedInput(made, out int index);
        if (input is null)
        {
            return null;
        }

        var kind = MlNetMembers.OutputKind.Of<DataKind>(MlNetMembers.ConvertedColumns.Of<object[]>(context.Step.Transformer)[index]);
        if (input.ItemType is KeyDataViewType || Column.ItemTypeOf(made.Type) is KeyDataViewType)
        {
            return context.Refuse(made, $"it converts {input.ItemType} to {Column.ItemTypeOf(made.Type)}");
        }

        switch (kind)
        {
            case DataKind.Single or DataKind.Double when input.Slots.All(slot => slot is not TextSlot):
                return context.Map(
                    made, input with { Slots = [.. input.Slots.Select(AsNumber)] }, _ => kind == DataKind.Single ? SlotFunctions.ToSingle : Same);
            case DataKind.Single:
                return Each<TextSlot>(context, made, input, text => new ComputedSlot(
                    Define(context, made, Build.Call(ScalarFunction.ReadSingle, Build.Coalesce(Build.Ref(text.Value), Literal.String(""))))));
            case DataKind.Boolean when input.Slots.All(slot => slot is TextSlot):
                return Each<TextSlot>(context, made, input, text => new BooleanSlot(Define(context, made, IsTrue(Build.Ref(text.Value)))));
            case DataKind.Boolean when input.Slots.All(slot => slot is NumberSlot):
                return Each<NumberSlot>(context, made, input, number => new BooleanSlot(Define(context, made, IsTrue(context, made, input, number))));
            case DataKind.String when IsInteger(input.ItemType) || input.ItemType is BooleanDataViewType:
                return Each<Slot>(context, made, input, slot => new TextSlot(Define(context, made, slot is BooleanSlot boolean
                    ? Build.Case(
                        [new CaseBranch(Build.Ref(boolean.Value), Literal.String("True")), new CaseBranch(Build.Not(Build.Ref(boolean.Value)), Literal.String("False"))],
                        Literal.Missing(DataType.String))
                    : Build.Unary(UnaryOperator.ToText, Build.Unary(UnaryOperator.ToInteger, context.Plan.Number((NumberSlot)slot, made.Name))))));
            case var _ when IsInteger(Column.ItemTypeOf(made.Type)) && (input.ItemType is BooleanDataViewType || Holds(Column.ItemTypeOf(made.Type), input.ItemType)):
                return context.Map(made, input with { Slots = [.. input.Slots.Select(AsNumber)] }, _ => Same);
            default:
                return context.Refuse(made, $"it converts {input.ItemType} to {kind}");
        }
    }

    /// <summary>Whether ML.NET takes a text for true; a missing one is false.</summary>
    /// <param name="text">The text.</param>
    public static Expression IsTrue(Expression text) =>
        Build.Coalesce(Build.InSet(text, TrueTexts.Select(Literal.String)), Literal.False);

    // Of what is no number ML.NET says that it is not 0; an integer that is missing in a row has no truth.
    private static Expression IsTrue(StepContext context, DataViewSchema.Column made, Column input, NumberSlot number)
    {
        Expression isNotZero = Build.Binary(BinaryOperator.NotEqual, context.Plan.Number(number, made.Name), Build.Number(0));
        return IsInteger(input.ItemType) ? isNotZero : Build.Coalesce(isNotZero, Literal.True);
    }

    // A boolean is never missing in ML.NET; where a row brings none, neither has the model a number.
    private static Slot AsNumber(Slot slot) => slot is BooleanSlot boolean
        ? new CategorySlot(boolean.Value, [KeyValuePair.Create(Scalar.FromBoolean(true), 1.0)], 0, double.NaN)
        : slot;

    private static bool IsInteger(DataViewType type) => type is NumberDataViewType && type != NumberDataViewType.Single && type != NumberDataViewType.Double;

    // Whether an integer type has room for all numbers of another.
    private static bool Holds(DataViewType wide, DataViewType narrow) => IsInteger(narrow) && (wide == narrow || wide == NumberDataViewType.Int64
        || (wide == NumberDataViewType.Int32 && Bits(narrow) < 32)
        || (wide == NumberDataViewType.Int16 && Bits(narrow) < 16)
        || (!IsSigned(wide) && !IsSigned(narrow) && Bits(narrow) <= Bits(wide)));

    private static bool IsSigned(DataViewType type) =>
        type == NumberDataViewType.SByte || type == NumberDataViewType.Int16 || type == NumberDataViewType.Int32 || type == NumberDataViewType.Int64;

    private static int Bits(DataViewType type) => 8 * System.Runtime.InteropServices.Marshal.SizeOf(type.RawType);

    private static Column? Each<T>(StepContext context, DataViewSchema.Column made, Column input, Func<T, Slot> convert)
        where T : Slot => input.Slots.All(slot => slot is T)
            ? new Column(made, [.. input.Slots.Cast<T>().Select(convert)])
            : context.Refuse(made, $"it converts {input.ItemType} to {made.Type}");

    private static PlanValue Define(StepContext context, DataViewSchema.Column made, Expression value) =>
        context.Plan.Plan.DefineValue(made.Name, value, context.Origin(made.Name));

    private static IEnumerable<string> InEachCase(string text) => text.Aggregate(
        (IEnumerable<string>)[""], (all, unit) => all.SelectMany(begin => char.IsAsciiLetter(unit) ? [begin + unit, begin + char.ToUpperInvariant(unit)] : (string[])[begin + unit]));
}
