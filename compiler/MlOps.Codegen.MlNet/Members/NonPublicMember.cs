using System.Reflection;

namespace MlOps.Codegen.MlNet.Members;

/// <summary>A field or property that ML.NET does not show: by what it is called, and where it is looked for.</summary>
/// <param name="Owner">The type that has it, as reflection writes its name.</param>
/// <param name="Assembly">The assembly of that type.</param>
/// <param name="Name">The field's or property's name.</param>
internal sealed record NonPublicMember(string Owner, Assembly Assembly, string Name)
{
    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Whether this ML.NET has it.</summary>
    public bool Exists => Assembly.GetType(Owner) is { } type && Find(type) is not null;

    /// <summary>Whether an object is of the owner's class itself.</summary>
    /// <param name="instance">The object.</param>
    public bool IsOf(object instance) => instance.GetType().FullName == Owner;

    /// <summary>Its value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="instance">An object whose class is the owner, or derives from it.</param>
    /// <exception cref="InvalidOperationException">The object has no such member, or one of another type.</exception>
    public T Of<T>(object instance) => Value(instance) is T value ? value : throw Absent();

    /// <summary>Its value, or null.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="instance">An object whose class is the owner, or derives from it.</param>
    /// <exception cref="InvalidOperationException">The object has no such member, or one of another type.</exception>
    public T? OrNull<T>(object instance)
        where T : class => Value(instance) switch
        {
            null => null,
            T value => value,
            _ => throw Absent(),
        };

    /// <summary>Calls it, where it is a method that fills its one argument.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <param name="instance">An object whose class is the owner, or derives from it.</param>
    /// <returns>The argument after the call.</returns>
    /// <exception cref="InvalidOperationException">The object has no such member, or one of another type.</exception>
    public T Filled<T>(object instance)
        where T : struct
    {
        object?[] arguments = [default(T)];
        MethodInfo method = instance.GetType().GetMethod(Name, All & ~BindingFlags.DeclaredOnly, [typeof(T).MakeByRefType()]) ?? throw Absent();
        method.Invoke(instance, arguments);
        return (T)arguments[0]!;
    }

    /// <summary>Calls it, where it is a method of a number that fills its second argument.</summary>
    /// <typeparam name="T">The second argument's type.</typeparam>
    /// <param name="instance">An object whose class is the owner, or derives from it.</param>
    /// <param name="number">The number.</param>
    /// <param name="argument">The second argument after the call.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="InvalidOperationException">The object has no such member, or one of another type.</exception>
    public int Filled<T>(object instance, int number, out T argument)
        where T : class
    {
        object?[] arguments = [number, null];
        MethodInfo method = instance.GetType().GetMethod(Name, All, [typeof(int), typeof(T).MakeByRefType()]) ?? throw Absent();
        int result = (int)method.Invoke(instance, arguments)!;
        argument = (T)arguments[1]!;
        return result;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}.{Name}";

    private object? Value(object instance)
    {
        for (Type? type = instance.GetType(); type is not null; type = type.BaseType)
        {
            switch (Find(type))
            {
                case FieldInfo field:
                    return field.GetValue(instance);
                case PropertyInfo property:
                    return property.GetValue(instance);
            }
        }

        throw Absent();
    }

    private MemberInfo? Find(Type type) => 
        type.GetField(Name, All) ?? (MemberInfo?)type.GetProperty(Name, All) ?? type.GetMethod(Name, All);

    private InvalidOperationException Absent() => new($"ML.NET has no member {this} of the expected type");
}
