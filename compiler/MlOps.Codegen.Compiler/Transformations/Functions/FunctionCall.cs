using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>A call with its arguments lowered.</summary>
/// <param name="Apply">The element.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Scope">Where it stands.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record FunctionCall(Apply Apply, ImmutableArray<TypedExpression> Arguments, IFieldScope Scope, Origin Origin)
{
    /// <summary>The function's name.</summary>
    public string Name => Apply.Function;

    /// <summary>The place for diagnostics.</summary>
    public SourceLocation Location => Apply.Location;

    /// <summary>An argument as a double; null after a diagnostic.</summary>
    /// <param name="index">Its position, from 0.</param>
    public Expression? Number(int index) => As(index, DataType.Double);

    /// <summary>An argument as a double that may be used several times.</summary>
    /// <param name="index">Its position, from 0.</param>
    public Expression? SharedNumber(int index) => Number(index) is { } number ? Share(Name + "_argument", number) : null;

    /// <summary>An argument as the number that it is; null after a diagnostic where it is none.</summary>
    /// <param name="index">Its position, from 0.</param>
    public Expression? AnyNumber(int index) =>
        Conversions.IsNumeric(Arguments[index].Type) ? Arguments[index].Value : Number(index);

    /// <summary>An argument as text; null after a diagnostic.</summary>
    /// <param name="index">Its position, from 0.</param>
    public Expression? Text(int index) => As(index, DataType.String);

    /// <summary>An argument as a boolean; null after a diagnostic.</summary>
    /// <param name="index">Its position, from 0.</param>
    public Expression? Flag(int index) => As(index, DataType.Boolean);

    /// <summary>An argument as a plain integer; null after a diagnostic.</summary>
    /// <param name="index">Its position, from 0.</param>
    public Expression? Integer(int index) => As(index, DataType.Integer);

    /// <summary>An argument that must be a constant of a type; null after a diagnostic.</summary>
    /// <param name="index">Its position, from 0.</param>
    /// <param name="type">The type.</param>
    /// <param name="what">What the argument is, for people.</param>
    public Literal? Constant(int index, DataType type, string what)
    {
        if (Arguments[index].Value is not Literal)
        {
            Scope.Context.Report(DiagnosticDescriptors.ConstantNeeded, Location, what, Name);
            return null;
        }

        return As(index, type) as Literal;
    }

    /// <summary>An expression that may be used several times.</summary>
    /// <param name="name">The wished name of its definition.</param>
    /// <param name="expression">The expression.</param>
    public Expression Share(string name, Expression expression) => Scope.Context.Plan.Define(name, expression, Origin);

    /// <summary>The common type of numeric arguments; null after a diagnostic where one is not a number.</summary>
    public DeclaredType? CommonNumber()
    {
        DeclaredType? common = null;
        foreach (TypedExpression argument in Arguments)
        {
            if (argument.Value is Literal { IsMissing: true })
            {
                continue;
            }

            if (!Conversions.IsNumeric(argument.Type))
            {
                Scope.Context.Report(DiagnosticDescriptors.TypeMismatch, Location, Conversions.Name(argument.Type), $"an argument of '{Name}'");
                return null;
            }

            // Days and seconds are plain numbers as soon as one reckons with them.
            var plain = new DeclaredType(argument.Type.Type);
            common = common is { } known ? Conversions.Common(known, plain) : plain;
        }

        return common ?? new DeclaredType(DataType.Double);
    }

    /// <summary>All arguments held as one numeric type; floats are doubles here.</summary>
    /// <param name="type">The type.</param>
    public ImmutableArray<Expression> Numbers(DeclaredType type) =>
    [
        .. Arguments.Select(argument => argument.Value is Literal { IsMissing: true }
            ? Literal.Missing(Conversions.Held(type.Type))
            : type.Type == DataType.Integer ? argument.Value : Build.ToDouble(argument.Value)),
    ];

    /// <summary>A result; a float is rounded to binary32.</summary>
    /// <param name="value">The value as it was computed.</param>
    /// <param name="type">Its type.</param>
    public static TypedExpression Result(Expression value, DeclaredType type) => new(
        type.Type == DataType.Float ? Build.ToFloat32(value) : value,
        type,
        Conversions.IsNumeric(type) ? OpType.Continuous : OpType.Categorical);

    /// <summary>A result.</summary>
    /// <param name="value">The value as it was computed; null after a diagnostic.</param>
    /// <param name="type">Its type.</param>
    public static TypedExpression? Result(Expression? value, DataType type) =>
        value is null ? null : Result(value, new DeclaredType(type));

    /// <summary>Refuses the call.</summary>
    /// <param name="reason">Why.</param>
    public TypedExpression? Refuse(string reason)
    {
        Scope.Context.Report(DiagnosticDescriptors.UnsupportedFunction, Location, Name, reason);
        return null;
    }

    private Expression? As(int index, DataType type) =>
        Conversions.Convert(Arguments[index], new DeclaredType(type), Scope, Location)?.Value;
}
