using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Lowers a built-in function for given arguments; null after a diagnostic.</summary>
internal delegate TypedExpression? BuiltInFunction(IReadOnlyList<TypedExpression> arguments, CallSite site);

/// <summary>A call of a built-in function: what its lowering needs besides the arguments.</summary>
internal sealed record CallSite(Apply Apply, IFieldScope Scope, Origin Origin)
{
    /// <summary>Whether the number of arguments is within bounds; a diagnostic where not.</summary>
    public bool HasArguments(IReadOnlyList<TypedExpression> arguments, int least, int most)
    {
        if (arguments.Count >= least && arguments.Count <= most)
        {
            return true;
        }

        string wanted = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        Scope.Context.Report(DiagnosticDescriptors.WrongArgumentCount, Apply.Location, Apply.Function, wanted, arguments.Count);
        return false;
    }

    /// <summary>An argument as a double; null after a diagnostic.</summary>
    public Expression? Number(TypedExpression argument)
    {
        if (argument.Value.Type is DataType.Double or DataType.Integer or DataType.Boolean)
        {
            return Build.ToDouble(argument.Value);
        }

        if (argument.Value is Literal { IsMissing: true })
        {
            return Literal.Missing(DataType.Double);
        }

        Mismatch(argument, "a number");
        return null;
    }

    /// <summary>An argument as text; null after a diagnostic.</summary>
    public Expression? Text(TypedExpression argument) =>
        Conversions.Convert(argument, new DeclaredType(DataType.String), Scope, Apply.Location)?.Value;

    /// <summary>Gives a name to what a formula uses several times.</summary>
    public Expression Define(string name, Expression value) => Scope.Context.Plan.Define(name, value, Origin);

    /// <summary>A constant argument's text; null after a diagnostic.</summary>
    public string? ConstantText(TypedExpression argument, string what)
    {
        if (argument.Value is Literal { IsMissing: false, Type: DataType.String } literal)
        {
            return literal.Value.Text;
        }

        Scope.Context.Report(DiagnosticDescriptors.ConstantNeeded, Apply.Location, what, Apply.Function);
        return null;
    }

    /// <summary>Reports that an argument is of a wrong type.</summary>
    public void Mismatch(TypedExpression argument, string wanted) =>
        Scope.Context.Report(DiagnosticDescriptors.TypeMismatch, Apply.Location, Conversions.Name(argument.Type), wanted);

    /// <summary>Reports that this use of the function has no exact translation.</summary>
    public TypedExpression? Unsupported(string reason)
    {
        Scope.Context.Report(DiagnosticDescriptors.UnsupportedFunction, Apply.Location, Apply.Function, reason);
        return null;
    }
}
